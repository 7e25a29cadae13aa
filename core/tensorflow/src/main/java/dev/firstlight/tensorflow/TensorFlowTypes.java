package dev.firstlight.tensorflow;

import dev.firstlight.tensor.DataType;
import java.util.Optional;
import org.tensorflow.internal.c_api.global.tensorflow;

/** Datatypes in TensorFlow's numbers and ours. */
final class TensorFlowTypes {
  private TensorFlowTypes() {}

  /** Our datatype of a tensor; empty where we have none, as for complex and quantised numbers. */
  static Optional<DataType> datatype(int type) {
    return Optional.ofNullable(
        switch (type) {
          case tensorflow.TF_BOOL -> DataType.BOOL;
          case tensorflow.TF_UINT8 -> DataType.UINT8;
          case tensorflow.TF_UINT16 -> DataType.UINT16;
          case tensorflow.TF_UINT32 -> DataType.UINT32;
          case tensorflow.TF_UINT64 -> DataType.UINT64;
          case tensorflow.TF_INT8 -> DataType.INT8;
          case tensorflow.TF_INT16 -> DataType.INT16;
          case tensorflow.TF_INT32 -> DataType.INT32;
          case tensorflow.TF_INT64 -> DataType.INT64;
          case tensorflow.TF_HALF -> DataType.FP16;
          case tensorflow.TF_BFLOAT16 -> DataType.BF16;
          case tensorflow.TF_FLOAT -> DataType.FP32;
          case tensorflow.TF_DOUBLE -> DataType.FP64;
          case tensorflow.TF_STRING -> DataType.BYTES;
          default -> null;
        });
  }
}
