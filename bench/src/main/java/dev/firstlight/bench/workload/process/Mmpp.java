package dev.firstlight.bench.workload.process;

import dev.firstlight.bench.fault.BenchException;

/**
 * A two-state Markov-modulated Poisson process: arrivals are Poisson with one of two rates, and the
 * process stays in each state for an exponentially distributed time. With a lower rate of 0 it is
 * the interrupted Poisson process. The closed forms are those of Heffes and Lucantoni (IEEE Journal
 * on Selected Areas in Communications 4(6), 1986) for the stationary process.
 *
 * @param high rate in the higher state, a second
 * @param low rate in the lower state, a second
 * @param sojournHigh mean time in the higher state, seconds
 * @param sojournLow mean time in the lower state, seconds
 */
public record Mmpp(double high, double low, double sojournHigh, double sojournLow) {
  /** Random numbers that looking for a path may cost: seconds of work. */
  private static final long PATIENCE = 20_000_000;

  private static final double MOST_SWITCHES = 2_000_000;

  public Mmpp {
    Rates.check("--high", high);
    Rates.check("--low", low);
    if (low > high) {
      throw Rates.usage("--low %s is above --high %s".formatted(low, high));
    }
    if (!(sojournHigh >= 1e-6 && sojournLow >= 1e-6)) {
      throw Rates.usage(
          "sojourns of %s s and %s s; at least a microsecond each is allowed"
              .formatted(sojournHigh, sojournLow));
    }
  }

  /** Share of time in the higher state. */
  public double highShare() {
    return sojournHigh / (sojournHigh + sojournLow);
  }

  /** Mean arrivals a second. */
  public double meanRate() {
    return highShare() * high + (1 - highShare()) * low;
  }

  /** Variance of the arrivals in so many seconds. */
  public double variance(double seconds) {
    double mixing = mixing();
    double turned = mixing * seconds;
    return meanRate() * seconds
        + 2 * spread() / (mixing * mixing) * (turned - 1 + StrictMath.exp(-turned));
  }

  /** Index of dispersion for counts: their variance over their mean, 1 for Poisson. */
  public double dispersion(double seconds) {
    return meanRate() == 0 ? 1 : variance(seconds) / (meanRate() * seconds);
  }

  /** Covariance of the counts in two windows of that many seconds, so many windows apart. */
  public double covariance(double seconds, int lag) {
    double mixing = mixing();
    double within = 1 - StrictMath.exp(-mixing * seconds);
    return spread()
        / (mixing * mixing)
        * within
        * within
        * StrictMath.exp(-mixing * seconds * (lag - 1));
  }

  private double mixing() {
    return 1 / sojournHigh + 1 / sojournLow;
  }

  private double spread() {
    return highShare() * (1 - highShare()) * (high - low) * (high - low);
  }

  /** A path of the process: the state at its beginning is drawn from the stationary shares. */
  public StepIntensity path(Draws draws, double seconds) {
    if (seconds / Math.min(sojournHigh, sojournLow) > MOST_SWITCHES) {
      throw Rates.usage(
          "sojourns of %s s and %s s are too short for %s s: more than %,.0f switches"
              .formatted(sojournHigh, sojournLow, seconds, MOST_SWITCHES));
    }
    boolean isHigh = draws.uniform() < highShare();
    StepIntensity.Builder path = new StepIntensity.Builder(seconds);
    for (double at = 0; at < seconds; isHigh = !isHigh) {
      path.step(at, isHigh ? high : low);
      at += draws.exponential() * (isHigh ? sojournHigh : sojournLow);
    }
    return path.build();
  }

  /**
   * A path of the process, given that it has exactly so many arrivals: paths are drawn until one is
   * accepted, with the probability of that number under it, relative to the largest there could be.
   * That is the conditional law itself, not a process with other rates.
   *
   * @throws BenchException of kind USAGE if no path of so many arrivals is found, as where the
   *     rates are for many more or fewer
   */
  public StepIntensity path(Draws draws, double seconds, long requests) {
    for (long drawn = 0; drawn < PATIENCE; ) {
      StepIntensity path = path(draws, seconds);
      drawn += path.steps() + 2;
      if (StrictMath.log(1 - draws.uniform()) < logLikelihood(requests, path.total())) {
        return path;
      }
    }
    double expected = meanRate() * seconds;
    throw Rates.usage(
        "--requests %d is too unlikely under these rates, which make %.0f ± %.0f in %s s; choose other rates, or leave --requests out"
            .formatted(requests, expected, Math.sqrt(variance(seconds)), seconds));
  }

  /** Of a Poisson number, relative to the mean under which it is likeliest. */
  private static double logLikelihood(long number, double mean) {
    if (number == 0) {
      return -mean;
    }
    return mean == 0
        ? Double.NEGATIVE_INFINITY
        : number * StrictMath.log(mean / number) - mean + number;
  }
}
