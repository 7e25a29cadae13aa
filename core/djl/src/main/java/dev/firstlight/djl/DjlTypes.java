package dev.firstlight.djl;

import ai.djl.ndarray.types.DataType;
import java.util.Optional;

/** Datatypes in DJL's words and ours. */
final class DjlTypes {
  private DjlTypes() {}

  /** Ours; empty where we have none. */
  static Optional<dev.firstlight.tensor.DataType> ours(DataType type) {
    return Optional.ofNullable(
        switch (type) {
          case BOOLEAN -> dev.firstlight.tensor.DataType.BOOL;
          case UINT8 -> dev.firstlight.tensor.DataType.UINT8;
          case UINT16 -> dev.firstlight.tensor.DataType.UINT16;
          case UINT32 -> dev.firstlight.tensor.DataType.UINT32;
          case UINT64 -> dev.firstlight.tensor.DataType.UINT64;
          case INT8 -> dev.firstlight.tensor.DataType.INT8;
          case INT16 -> dev.firstlight.tensor.DataType.INT16;
          case INT32 -> dev.firstlight.tensor.DataType.INT32;
          case INT64 -> dev.firstlight.tensor.DataType.INT64;
          case FLOAT16 -> dev.firstlight.tensor.DataType.FP16;
          case BFLOAT16 -> dev.firstlight.tensor.DataType.BF16;
          case FLOAT32 -> dev.firstlight.tensor.DataType.FP32;
          case FLOAT64 -> dev.firstlight.tensor.DataType.FP64;
          default -> null;
        });
  }

  /** DJL's; strings have none that all engines take. */
  static Optional<DataType> djls(dev.firstlight.tensor.DataType type) {
    return Optional.ofNullable(
        switch (type) {
          case BOOL -> DataType.BOOLEAN;
          case UINT8 -> DataType.UINT8;
          case UINT16 -> DataType.UINT16;
          case UINT32 -> DataType.UINT32;
          case UINT64 -> DataType.UINT64;
          case INT8 -> DataType.INT8;
          case INT16 -> DataType.INT16;
          case INT32 -> DataType.INT32;
          case INT64 -> DataType.INT64;
          case FP16 -> DataType.FLOAT16;
          case BF16 -> DataType.BFLOAT16;
          case FP32 -> DataType.FLOAT32;
          case FP64 -> DataType.FLOAT64;
          case BYTES -> null;
        });
  }
}
