package dev.firstlight.models.prepare;

import dev.firstlight.model.Postprocessing;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether outputs are those of the portable artifact. Probabilities may differ by 1e-5, and so may
 * what a classification makes of its scores; other fractions by that part of the output's largest
 * value, or of 1: sums are rounded in another order where weights lie in another. Everything else
 * must be equal to the bit.
 */
final class Closeness {
  private static final double TOLERANCE = 1e-5;

  private final boolean softmax;

  /**
   * @param softmax whether outputs are scores of which the last dimension counts classes
   */
  Closeness(boolean softmax) {
    this.softmax = softmax;
  }

  /** That for what a package makes of outputs. */
  static Closeness of(Postprocessing postprocessing) {
    return new Closeness(
        postprocessing instanceof Postprocessing.Classification classes && classes.softmax());
  }

  /** What differs most; empty if nothing does beyond the tolerance. */
  Optional<String> difference(List<Tensor> expected, List<Tensor> actual) {
    for (int i = 0; i < expected.size(); i++) {
      Tensor one = expected.get(i);
      Tensor other = actual.get(i);
      if (!one.shape().equals(other.shape()) || one.datatype() != other.datatype()) {
        return Optional.of(
            "output \"%s\" is %s %s instead of %s %s"
                .formatted(
                    one.name(), other.datatype(), other.shape(), one.datatype(), one.shape()));
      }
      double worst = worst(one, other);
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

  private double worst(Tensor expected, Tensor actual) {
    DataType datatype = expected.datatype();
    if (datatype != DataType.FP32 && datatype != DataType.FP64) {
      return expected.data().equals(actual.data()) ? 0 : Double.POSITIVE_INFINITY;
    }
    double[] one = values(expected);
    double[] other = values(actual);
    double largest = 1;
    if (softmax && expected.shape().rank() > 0) {
      int classes = (int) expected.shape().dimension(expected.shape().rank() - 1);
      probabilities(one, classes);
      probabilities(other, classes);
    } else {
      for (double value : one) {
        largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
      }
    }
    double worst = 0;
    for (int i = 0; i < one.length; i++) {
      if (Double.compare(one[i], other[i]) != 0) {
        double difference = Math.abs(one[i] - other[i]) / largest;
        worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
      }
    }
    return worst;
  }

  private static double[] values(Tensor tensor) {
    ByteBuffer data = tensor.data();
    double[] values = new double[Math.toIntExact(tensor.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.datatype() == DataType.FP32 ? data.getFloat() : data.getDouble();
    }
    return values;
  }

  private static void probabilities(double[] scores, int classes) {
    for (int row = 0; row + classes <= scores.length && classes > 0; row += classes) {
      double most = Double.NEGATIVE_INFINITY;
      for (int i = row; i < row + classes; i++) {
        most = Math.max(most, scores[i]);
      }
      double sum = 0;
      for (int i = row; i < row + classes; i++) {
        scores[i] = Math.exp(scores[i] - most);
        sum += scores[i];
      }
      for (int i = row; i < row + classes; i++) {
        scores[i] /= sum;
      }
    }
  }
}
