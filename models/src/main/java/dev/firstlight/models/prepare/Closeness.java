package dev.firstlight.models.prepare;

import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether outputs are those of the portable artifact: fractions within 1e-5, or that part of values
 * above 1; everything else to the bit.
 */
final class Closeness {
  private static final double TOLERANCE = 1e-5;

  private Closeness() {}

  /** What differs most; empty if nothing does beyond the tolerance. */
  static Optional<String> difference(List<Tensor> expected, List<Tensor> actual) {
    for (int i = 0; i < expected.size(); i++) {
      Tensor one = expected.get(i);
      Tensor other = actual.get(i);
      if (!one.shape().equals(other.shape()) || one.datatype() != other.datatype()) {
        return Optional.of(
            "output \"%s\" is %s %s instead of %s %s"
                .formatted(
                    one.name(), other.datatype(), other.shape(), one.datatype(), one.shape()));
      }
      double worst = worst(one.datatype(), one.data(), other.data());
      if (!(worst <= TOLERANCE)) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "output \"%s\" differs by %.3g; at most %.0e is allowed",
                one.name(),
                worst,
                TOLERANCE));
      }
    }
    return Optional.empty();
  }

  private static double worst(DataType datatype, ByteBuffer expected, ByteBuffer actual) {
    if (datatype != DataType.FP32 && datatype != DataType.FP64) {
      return expected.equals(actual) ? 0 : Double.POSITIVE_INFINITY;
    }
    double worst = 0;
    while (expected.hasRemaining()) {
      boolean single = datatype == DataType.FP32;
      double one = single ? expected.getFloat() : expected.getDouble();
      double other = single ? actual.getFloat() : actual.getDouble();
      if (Double.compare(one, other) != 0) {
        double difference = Math.abs(one - other) / Math.max(1, Math.abs(one));
        worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
      }
    }
    return worst;
  }
}
