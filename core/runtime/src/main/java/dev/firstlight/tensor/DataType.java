package dev.firstlight.tensor;

import java.util.Arrays;
import java.util.Optional;

/**
 * The datatypes of the Open Inference Protocol v2, with BF16 of its binary tensor extension.
 *
 * @see <a href="https://github.com/kserve/open-inference-protocol">Open Inference Protocol</a>
 */
public enum DataType {
  BOOL(1),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  FP16(2),
  BF16(2),
  FP32(4),
  FP64(8),
  /** Byte strings, each a little-endian 4-byte length and then its bytes. */
  BYTES(0);

  private final int width;

  DataType(int width) {
    this.width = width;
  }

  /** Bytes of one element; 0 for {@link #BYTES}, whose elements vary. */
  public int width() {
    return width;
  }

  /** Whether every element has the same number of bytes. */
  public boolean isFixedWidth() {
    return width > 0;
  }

  /** Whether elements are floating-point numbers. */
  public boolean isFloat() {
    return this == FP16 || this == BF16 || this == FP32 || this == FP64;
  }

  /** The datatype of that name, if there is one; names are exact and upper case. */
  public static Optional<DataType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }
}
