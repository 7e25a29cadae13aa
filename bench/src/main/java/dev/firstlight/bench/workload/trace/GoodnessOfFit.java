package dev.firstlight.bench.workload.trace;

import dev.firstlight.bench.workload.process.Draws;
import dev.firstlight.bench.workload.process.Mmpp;
import dev.firstlight.bench.workload.stats.CountSeries;
import java.util.Arrays;

/**
 * How well a process explains counts: each count is put through the distribution that the process
 * forecasts for it from all counts before it, which gives uniform, independent values if the
 * process is right (randomised within a count's step, as counts are whole), and Kolmogorov and
 * Smirnov's statistic says how uniform they are.
 *
 * @param statistic largest distance between their distribution and the uniform one
 * @param pValue chance of such a distance or a larger one, were the process right; parameters that
 *     were estimated from the same counts make it too large, if at all
 * @param lag1 correlation of neighbours among the values
 */
public record GoodnessOfFit(double statistic, double pValue, double lag1) {
  /**
   * Of a process whose rates and sojourns are known, with the stationary state at the beginning.
   */
  public static GoodnessOfFit of(Mmpp process, CountSeries series, long seed) {
    double seconds = series.seconds();
    double gone = -Math.expm1(-seconds * (1 / process.sojournHigh() + 1 / process.sojournLow()));
    HiddenChain chain =
        new HiddenChain(
            series,
            Math.max(1e-9, process.high() * seconds),
            Math.max(1e-9, process.low() * seconds),
            (1 - process.highShare()) * gone,
            process.highShare() * gone);
    double[] predicted = chain.predicted();
    double[] rates = chain.rates();
    Draws draws = Draws.of(seed, Draws.Purpose.SAMPLE);
    double[] values = new double[series.size()];
    for (int t = 0; t < values.length; t++) {
      long count = series.count(t);
      double below = mixture(predicted[t], rates, count - 1);
      double until = mixture(predicted[t], rates, count);
      values[t] = below + draws.uniform() * (until - below);
    }
    double lag1 = correlation(values);
    Arrays.sort(values);
    double statistic = 0;
    for (int i = 0; i < values.length; i++) {
      statistic =
          Math.max(
              statistic,
              Math.max(
                  values[i] - (double) i / values.length, (i + 1.0) / values.length - values[i]));
    }
    return new GoodnessOfFit(statistic, pValue(statistic, values.length), lag1);
  }

  private static double mixture(double high, double[] rates, long count) {
    return high * PoissonCounts.until(rates[0], count)
        + (1 - high) * PoissonCounts.until(rates[1], count);
  }

  /** Kolmogorov's limit, with Stephens' correction for small numbers. */
  static double pValue(double statistic, int count) {
    double root = Math.sqrt(count);
    double x = (root + 0.12 + 0.11 / root) * statistic;
    if (x < 0.2) {
      return 1;
    }
    double sum = 0;
    for (int k = 1; k <= 100; k++) {
      sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * k * k * x * x);
    }
    return Math.min(1, Math.max(0, sum));
  }

  private static double correlation(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    double sum = 0;
    double all = 0;
    for (int i = 0; i < values.length; i++) {
      all += (values[i] - mean) * (values[i] - mean);
      if (i + 1 < values.length) {
        sum += (values[i] - mean) * (values[i + 1] - mean);
      }
    }
    return all == 0 ? 0 : sum / all;
  }
}
