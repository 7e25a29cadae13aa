package dev.firstlight.bench.workload.trace;

import dev.firstlight.bench.workload.process.Mmpp;
import dev.firstlight.bench.workload.stats.CountSeries;

/**
 * A hidden Markov chain of two states with Poisson counts, and one step of expectation maximisation
 * after another. State 0 is the higher one. For one thread; 24 bytes a window.
 */
final class HiddenChain {
  private static final double LEAST_RATE = 1e-9;

  private final CountSeries series;
  private final double mean;
  private final double[] forward; // of state 0, given the counts until then
  private final double[] emission0;
  private final double[] emission1;
  private double high;
  private double low;
  private double leaveHigh;
  private double leaveLow;
  private double first = 0.5;
  private double logLikelihood;

  HiddenChain(CountSeries series, double high, double low, double leaveHigh, double leaveLow) {
    this.series = series;
    this.mean = Math.max(series.mean(), LEAST_RATE);
    this.forward = new double[series.size()];
    this.emission0 = new double[series.size()];
    this.emission1 = new double[series.size()];
    this.high = high;
    this.low = low;
    this.leaveHigh = leaveHigh;
    this.leaveLow = leaveLow;
    filter();
  }

  /** Log-likelihood less that of all counts at their mean rate. */
  double logLikelihood() {
    return logLikelihood;
  }

  /** Steps until the gain falls under a share of the windows; how many there were. */
  int improve(int most, double gain) {
    for (int i = 1; i <= most; i++) {
      double before = logLikelihood;
      step();
      if (logLikelihood - before < gain * series.size()) {
        return i;
      }
    }
    return most;
  }

  /** Forward pass: scaled, so that no product vanishes however many windows there are. */
  private void filter() {
    logLikelihood = 0;
    double logHigh = Math.log(high / mean);
    double logLow = Math.log(low / mean);
    double predicted = first;
    for (int t = 0; t < forward.length; t++) {
      long count = series.count(t);
      double log0 = count * logHigh - (high - mean);
      double log1 = count * logLow - (low - mean);
      double most = Math.max(log0, log1);
      emission0[t] = Math.exp(log0 - most);
      emission1[t] = Math.exp(log1 - most);
      double in0 = predicted * emission0[t];
      double sum = in0 + (1 - predicted) * emission1[t];
      logLikelihood += most + Math.log(sum);
      forward[t] = in0 / sum;
      predicted = forward[t] * (1 - leaveHigh) + (1 - forward[t]) * leaveLow;
    }
  }

  /** Backward pass with the sums that the new parameters are made of. */
  private void step() {
    int last = forward.length - 1;
    double smooth = forward[last];
    double weight0 = smooth;
    double weighted0 = smooth * series.count(last);
    double total = series.count(last);
    double from0 = 0;
    double from1 = 0;
    double leave0 = 0;
    double leave1 = 0;
    for (int t = last - 1; t >= 0; t--) {
      double filtered = forward[t];
      double predicted = filtered * (1 - leaveHigh) + (1 - filtered) * leaveLow;
      double ratio0 = predicted <= 0 ? 0 : smooth / predicted;
      double ratio1 = predicted >= 1 ? 0 : (1 - smooth) / (1 - predicted);
      double stays0 = filtered * (1 - leaveHigh) * ratio0;
      double leaves0 = filtered * leaveHigh * ratio1;
      double leaves1 = (1 - filtered) * leaveLow * ratio0;
      smooth = stays0 + leaves0;
      from0 += smooth;
      from1 += 1 - smooth;
      leave0 += leaves0;
      leave1 += leaves1;
      weight0 += smooth;
      weighted0 += smooth * series.count(t);
      total += series.count(t);
    }
    double weight1 = forward.length - weight0;
    high = Math.max(LEAST_RATE, weighted0 / Math.max(weight0, 1e-300));
    low = Math.max(LEAST_RATE, (total - weighted0) / Math.max(weight1, 1e-300));
    leaveHigh = probability(leave0, from0);
    leaveLow = probability(leave1, from1);
    first = Math.min(1 - 1e-12, Math.max(1e-12, smooth));
    filter();
  }

  private static double probability(double leaves, double from) {
    return Math.min(0.49, Math.max(1e-12, leaves / Math.max(from, 1e-300)));
  }

  /** The continuous process whose transitions over a window these are. */
  Mmpp process() {
    double seconds = series.seconds();
    double mixing = -Math.log(1 - leaveHigh - leaveLow) / seconds;
    double highShare = leaveLow / (leaveHigh + leaveLow);
    double leavesHigh = mixing * (1 - highShare);
    double leavesLow = mixing * highShare;
    return high >= low
        ? new Mmpp(high / seconds, low / seconds, 1 / leavesHigh, 1 / leavesLow)
        : new Mmpp(low / seconds, high / seconds, 1 / leavesLow, 1 / leavesHigh);
  }

  /** Chance of the higher state in a window, given all counts before it. */
  double[] predicted() {
    double[] predicted = new double[forward.length];
    double next = first;
    for (int t = 0; t < forward.length; t++) {
      predicted[t] = next;
      next = forward[t] * (1 - leaveHigh) + (1 - forward[t]) * leaveLow;
    }
    return predicted;
  }

  /** Mean counts of the two states. */
  double[] rates() {
    return new double[] {high, low};
  }
}
