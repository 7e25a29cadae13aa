package dev.firstlight.bench.workload;

/** A workload: a header, and arrivals that can be gone through any number of times. */
public interface Schedule {
  /** What it says of itself. */
  ScheduleHeader header();

  /**
   * A pass through its arrivals from the first on, in the order in which they are due. Each pass is
   * for one thread, and gives the same arrivals.
   */
  Arrivals arrivals();
}
