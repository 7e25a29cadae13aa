package dev.firstlight.bench.workload.process;

/** The rate of arrivals over time, and its integral: the expected number until a time. */
public interface Intensity {
  /** Expected arrivals over the whole length. */
  double total();

  /** A pass for masses that do not shrink; for one thread. */
  Inverse inverse();

  /** The inverse of the integral. */
  @FunctionalInterface
  interface Inverse {
    /** Seconds until so many arrivals are expected; masses must not shrink from call to call. */
    double seconds(double mass);
  }
}
