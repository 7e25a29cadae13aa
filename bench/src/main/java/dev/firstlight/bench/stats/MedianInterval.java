package dev.firstlight.bench.stats;

/**
 * The interval that holds the true median with a confidence of at least 95 %, whatever the
 * distribution: between two order statistics, as the number of values below the median is binomial.
 * With fewer than six values no such interval exists, and it spans all of them.
 *
 * @param low its lower end
 * @param high its upper end
 * @see <a href="https://en.wikipedia.org/wiki/Median#Confidence_interval">order statistics</a>
 */
public record MedianInterval(double low, double high) {
  private static final double CONFIDENCE = 0.95;

  /** Of the median of those values, of which there must be some. */
  public static MedianInterval of(Distribution values) {
    int count = values.count();
    int trim = trim(count);
    return new MedianInterval(values.rank(trim + 1), values.rank(count - trim));
  }

  /** Whether the two medians may be the same. */
  public boolean overlaps(MedianInterval other) {
    return low <= other.high && other.low <= high;
  }

  /**
   * How many values may be left out at each end: the interval misses the median where at most so
   * many values lie below it, or above.
   */
  private static int trim(int count) {
    double outside = 0;
    int trim = 0;
    for (int k = 0; 2 * k < count; k++) {
      outside += 2 * Math.exp(logChoose(count, k) - count * Math.log(2));
      if (outside > 1 - CONFIDENCE) {
        break;
      }
      trim = k;
    }
    return trim;
  }

  private static double logChoose(int n, int k) {
    double sum = 0;
    for (int i = 1; i <= k; i++) {
      sum += Math.log(n - k + i) - Math.log(i);
    }
    return sum;
  }
}
