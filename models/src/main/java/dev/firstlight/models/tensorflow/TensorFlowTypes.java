package dev.firstlight.models.tensorflow;

import dev.firstlight.tensor.DataType;

/** The numbers that TensorFlow's files have for datatypes (types.proto). */
final class TensorFlowTypes {
  static final int FLOAT = 1;
  static final int INT32 = 3;
  static final int STRING = 7;
  static final int INT64 = 9;
  static final int RESOURCE = 20;

  private TensorFlowTypes() {}

  static int of(DataType datatype) {
    return switch (datatype) {
      case FP32 -> FLOAT;
      case INT64 -> INT64;
      default -> throw new IllegalArgumentException("no graph has values of " + datatype);
    };
  }
}
