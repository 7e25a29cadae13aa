package dev.firstlight.bench.workload.process;

import dev.firstlight.bench.fault.BenchException;
import java.time.Duration;

/** What rates and times a process can have. */
final class Rates {
  /** More than any target of one bench could take. */
  private static final double HIGHEST = 10_000_000;

  private Rates() {}

  /**
   * A rate that can be.
   *
   * @throws BenchException of kind USAGE for anything else
   */
  static double check(String option, double rate) {
    if (!(rate >= 0 && rate <= HIGHEST)) {
      throw usage(
          "%s %s is out of range; 0 to %,.0f requests a second are allowed"
              .formatted(option, rate, HIGHEST));
    }
    return rate;
  }

  static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  static BenchException usage(String message) {
    return new BenchException(BenchException.Kind.USAGE, message);
  }
}
