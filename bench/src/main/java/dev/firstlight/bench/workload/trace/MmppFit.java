package dev.firstlight.bench.workload.trace;

import dev.firstlight.bench.workload.process.Mmpp;
import dev.firstlight.bench.workload.stats.CountSeries;

/**
 * A two-state MMPP that was fitted to counts.
 *
 * @param process the estimate
 * @param logLikelihood of the counts under it, less that under one rate
 * @param iterations that it took
 * @param series what it was fitted to
 */
public record MmppFit(Mmpp process, double logLikelihood, int iterations, CountSeries series) {
  private static final int TRIAL = 30;
  private static final int MOST = 1000;

  /**
   * Estimates by maximum likelihood: the state is taken to change between windows only, which makes
   * the counts a hidden Markov chain with Poisson emissions, and expectation maximisation (Baum and
   * Welch) finds its parameters; the chain's transition probabilities are then those of the
   * continuous process over a window. Windows must be much shorter than sojourns. Several
   * beginnings are tried, and the likeliest goes on.
   */
  public static MmppFit of(CountSeries series) {
    double mean = Math.max(series.mean(), 1e-12);
    HiddenChain best = null;
    for (double apart : new double[] {1.2, 2, 5}) {
      for (double stay : new double[] {5, 50, 500}) {
        if (stay * 2 > series.size()) {
          continue;
        }
        HiddenChain chain = new HiddenChain(series, mean * apart, mean / apart, 1 / stay, 1 / stay);
        chain.improve(TRIAL, 0);
        if (best == null || chain.logLikelihood() > best.logLikelihood()) {
          best = chain;
        }
      }
    }
    if (best == null) {
      best = new HiddenChain(series, mean * 1.2, mean / 1.2, 0.2, 0.2);
    }
    int iterations = TRIAL + best.improve(MOST, 1e-9);
    return new MmppFit(best.process(), best.logLikelihood(), iterations, series);
  }

  /**
   * By how much Schwarz's criterion prefers two states to one rate, in units of log-likelihood;
   * where it is not above 0, the data do not show two states.
   */
  public double evidence() {
    return logLikelihood - 1.5 * Math.log(series.size());
  }
}
