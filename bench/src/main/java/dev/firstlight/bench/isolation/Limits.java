package dev.firstlight.bench.isolation;

import java.util.OptionalLong;

/**
 * What an instance may use.
 *
 * @param cpus its share of CPU time: 0.5 is half of one CPU's
 * @param memoryBytes that it may hold before it is killed
 * @param tmpBytes that its {@code /tmp} takes; empty where it uses this machine's
 * @param tmpIsFull whether {@code /tmp} has no room from the start: a fault to try
 */
public record Limits(double cpus, long memoryBytes, OptionalLong tmpBytes, boolean tmpIsFull) {
  /** Processes and threads of an instance, as AWS Lambda limits them. */
  public static final int PROCESSES = 1024;

  /** File descriptors of an instance, as AWS Lambda limits them. */
  public static final int FILE_DESCRIPTORS = 1024;

  /** Short, so that a request waits little for its share of CPU time: 100 ms is the default. */
  public static final int PERIOD_MICROS = 20_000;

  /** The kernel's least. */
  private static final int LEAST_MICROS = 1000;

  public Limits {
    if (!(cpus > 0) || memoryBytes <= 0) {
      throw new IllegalArgumentException(
          cpus + " CPUs and " + memoryBytes + " bytes; more than nothing is needed");
    }
  }

  /** CPU time in each {@link #PERIOD_MICROS}. */
  public long quotaMicros() {
    return Math.max(LEAST_MICROS, Math.round(cpus * PERIOD_MICROS));
  }
}
