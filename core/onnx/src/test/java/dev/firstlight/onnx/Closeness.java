package dev.firstlight.onnx;

import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.SmallFloats;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whether outputs are those expected, as near as the ONNX project's own test runner wants it:
 * {@code |actual - expected| <= 1e-7 + 1e-3 |expected|}.
 */
final class Closeness {
  private static final double RELATIVE = 1e-3;
  private static final double ABSOLUTE = 1e-7;

  private Closeness() {}

  /** What differs first, if anything does. */
  static Optional<String> difference(List<Tensor> expected, List<Tensor> actual) {
    if (expected.size() != actual.size()) {
      return Optional.of(actual.size() + " outputs instead of " + expected.size());
    }
    for (int i = 0; i < expected.size(); i++) {
      Optional<String> difference = difference(expected.get(i), actual.get(i));
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> difference(Tensor expected, Tensor actual) {
    if (expected.datatype() != actual.datatype() || !expected.shape().equals(actual.shape())) {
      return Optional.of(
          "%s is %s %s instead of %s %s"
              .formatted(
                  expected.name(),
                  actual.datatype(),
                  actual.shape(),
                  expected.datatype(),
                  expected.shape()));
    }
    if (expected.datatype() == DataType.BYTES) {
      return Arrays.deepEquals(expected.byteStrings().toArray(), actual.byteStrings().toArray())
          ? Optional.empty()
          : Optional.of(expected.name() + " has other strings");
    }
    ByteBuffer wanted = expected.data();
    ByteBuffer got = actual.data();
    for (int i = 0; wanted.hasRemaining(); i++) {
      double want = number(expected.datatype(), wanted);
      double have = number(expected.datatype(), got);
      boolean near =
          want == have
              || Double.isNaN(want) && Double.isNaN(have)
              || Math.abs(have - want) <= ABSOLUTE + RELATIVE * Math.abs(want);
      if (!near || Double.isInfinite(want) && want != have) {
        return Optional.of("%s[%d] is %s instead of %s".formatted(expected.name(), i, have, want));
      }
    }
    return Optional.empty();
  }

  static double number(DataType datatype, ByteBuffer data) {
    return switch (datatype) {
      case BOOL -> data.get() == 0 ? 0 : 1;
      case UINT8 -> data.get() & 0xff;
      case INT8 -> data.get();
      case UINT16 -> data.getShort() & 0xffff;
      case INT16 -> data.getShort();
      case UINT32 -> data.getInt() & 0xffff_ffffL;
      case INT32 -> data.getInt();
      case INT64 -> data.getLong();
      case UINT64 -> Double.parseDouble(Long.toUnsignedString(data.getLong()));
      case FP16 -> SmallFloats.fromHalf(data.getShort());
      case BF16 -> SmallFloats.fromBrain(data.getShort());
      case FP32 -> data.getFloat();
      case FP64 -> data.getDouble();
      case BYTES -> throw new IllegalArgumentException("strings are no numbers");
    };
  }
}
