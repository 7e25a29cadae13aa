package dev.firstlight.bench.stats;

import java.util.OptionalInt;

/**
 * The sign test: whether a median lies below a limit, told from how many values do, whatever their
 * distribution. One-sided either way; values equal to the limit count for neither side.
 *
 * @param below values below the limit
 * @param above values above it
 * @see <a href="https://en.wikipedia.org/wiki/Sign_test">the test</a>
 */
public record SignTest(int below, int above) {
  /** Beyond so many values no advice is of use. */
  private static final int MOST = 10_000;

  public SignTest {
    if (below < 0 || above < 0) {
      throw new IllegalArgumentException(below + " values below and " + above + " above");
    }
  }

  /** The chance of so many values below, or more, were the median at the limit. */
  public double chanceBelow() {
    return tail(below + above, below);
  }

  /** The chance of so many values above, or more, were the median at the limit. */
  public double chanceAbove() {
    return tail(below + above, above);
  }

  /** Whether the median is shown to lie below. */
  public boolean showsBelow(double confidence) {
    return below + above > 0 && chanceBelow() <= 1 - confidence;
  }

  /** Whether the median is shown to lie above. */
  public boolean showsAbove(double confidence) {
    return below + above > 0 && chanceAbove() <= 1 - confidence;
  }

  /**
   * How many values more would show either, if they fell on the two sides as those before did; none
   * if even thousands would not.
   */
  public OptionalInt moreNeeded(double confidence) {
    int count = below + above;
    double share = count == 0 ? 1 : Math.max(below, above) / (double) count;
    for (int n = Math.max(1, count); n <= MOST; n++) {
      if (tail(n, (int) Math.floor(share * n + 1e-9)) <= 1 - confidence) {
        return OptionalInt.of(n - count);
      }
    }
    return OptionalInt.empty();
  }

  /** The chance of at least {@code k} heads in {@code n} throws of a fair coin. */
  private static double tail(int n, int k) {
    double log = -n * Math.log(2);
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      if (i >= k) {
        sum += Math.exp(log);
      }
      log += Math.log(n - i) - Math.log(i + 1.0);
    }
    return Math.min(1, sum);
  }
}
