package dev.firstlight.bench.workload.trace;

/** The distribution of Poisson counts, to about 1e-12. */
final class PoissonCounts {
  private PoissonCounts() {}

  /** Chance of at most so many. */
  static double until(double mean, long count) {
    if (count < 0) {
      return 0;
    }
    // Terms are added from the count away from the mean, where they shrink.
    if (count <= mean) {
      double term = chance(mean, count);
      double sum = 0;
      for (long k = count; k >= 0 && term > 1e-18 * (sum + 1e-300); k--) {
        sum += term;
        term *= k / mean;
      }
      return Math.min(1, sum);
    }
    double term = chance(mean, count + 1);
    double sum = 0;
    for (long k = count + 1; term > 1e-18; k++) {
      sum += term;
      term *= mean / (k + 1);
    }
    return Math.max(0, 1 - sum);
  }

  private static double chance(double mean, long count) {
    return Math.exp(count * Math.log(mean) - mean - logFactorial(count));
  }

  /** Stirling's series, exact to 1e-12 from 10 on. */
  private static double logFactorial(long n) {
    if (n < 10) {
      double product = 1;
      for (long k = 2; k <= n; k++) {
        product *= k;
      }
      return Math.log(product);
    }
    double x = n + 1;
    double square = x * x;
    return (x - 0.5) * Math.log(x)
        - x
        + 0.5 * Math.log(2 * Math.PI)
        + (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / (1680 * square)) / square) / square) / x;
  }
}
