package dev.firstlight.bench.stats;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.DoubleStream;

/**
 * Measured values, kept raw and sorted, so that every percentile is one of them and none is
 * interpolated. Immutable.
 */
public final class Distribution {
  /** Below so many values the 99th percentile by nearest rank is simply the largest one. */
  public static final int ENOUGH_FOR_P99 = 100;

  /** Of no values. */
  public static final Distribution NONE = new Distribution(new double[0]);

  private final double[] sorted;

  private Distribution(double[] sorted) {
    this.sorted = sorted;
  }

  /**
   * Of those values, in any order.
   *
   * @throws IllegalArgumentException if one of them is no number
   */
  public static Distribution of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length > 0 && !Double.isFinite(sorted[sorted.length - 1])) {
      throw new IllegalArgumentException(
          "a measured value is " + sorted[sorted.length - 1] + "; only finite numbers are");
    }
    return new Distribution(sorted);
  }

  /** How many values. */
  public int count() {
    return sorted.length;
  }

  public boolean isEmpty() {
    return sorted.length == 0;
  }

  /**
   * The percentile by nearest rank: the smallest value that at least {@code percent} of a hundred
   * values do not exceed.
   *
   * @param percent above 0, at most 100
   * @throws IllegalStateException if there are no values
   */
  public double percentile(double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException("percentile " + percent + "; above 0 to 100 is allowed");
    }
    // 99 / 100.0 * 100 must stay 99 in floating point, hence the product before the quotient.
    return rank((int) Math.ceil(percent * sorted.length / 100.0));
  }

  public double median() {
    return percentile(50);
  }

  public double least() {
    return rank(1);
  }

  public double most() {
    return rank(sorted.length);
  }

  /** The value at that place when sorted, from 1. */
  public double rank(int place) {
    if (sorted.length == 0) {
      throw new IllegalStateException("no values were measured");
    }
    return sorted[place - 1];
  }

  /** The values, the least first. */
  public DoubleStream values() {
    return Arrays.stream(sorted);
  }
}
