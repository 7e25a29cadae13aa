package dev.firstlight.bench.cost;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Which time of a call is paid for, and how it is rounded. */
public enum Billing {
  /**
   * Lambda: milliseconds begun, of init and invocation together; init has always counted for
   * container images, and counts for all functions since August 2025 (AWS Compute Blog,
   * 2025-04-29).
   */
  MILLISECONDS {
    @Override
    long rounded(long initNanos, long runNanos) {
      return roundedUp(initNanos + runNanos, 1);
    }
  },
  /** Google's first generation: hundreds of milliseconds begun; starting is free. */
  HUNDREDS {
    @Override
    long rounded(long initNanos, long runNanos) {
      return Math.max(100, roundedUp(runNanos, 100));
    }
  },
  /**
   * Cloud Run with request-based billing: hundreds of milliseconds begun, of starting and answering
   * ({@code cloud.google.com/run/docs/configuring/billing-settings}: instances are charged "when
   * they process requests, when they start, and when they shut down").
   */
  HUNDREDS_WITH_START {
    @Override
    long rounded(long initNanos, long runNanos) {
      return Math.max(100, roundedUp(initNanos + runNanos, 100));
    }
  },
  /** A server is paid by the hour. */
  NONE {
    @Override
    long rounded(long initNanos, long runNanos) {
      return 0;
    }
  };

  private static final long NANOS_PER_MILLI = 1_000_000;

  /**
   * What to pay for.
   *
   * @param duration of the invocation, in milliseconds
   * @param init of its instance, where it started one, in milliseconds
   * @return milliseconds; empty where calls are not paid
   */
  public OptionalLong millis(double duration, OptionalDouble init) {
    return millis(nanos(init.orElse(0)), nanos(duration));
  }

  /**
   * What to pay for.
   *
   * @param initNanos of its instance's start, 0 where it started none
   * @param runNanos of the invocation
   * @return milliseconds; empty where calls are not paid
   */
  public OptionalLong millis(long initNanos, long runNanos) {
    return this == NONE ? OptionalLong.empty() : OptionalLong.of(rounded(initNanos, runNanos));
  }

  abstract long rounded(long initNanos, long runNanos);

  private static long roundedUp(long nanos, long stepMillis) {
    long step = stepMillis * NANOS_PER_MILLI;
    return Math.floorDiv(nanos + step - 1, step) * stepMillis;
  }

  /** Times are whole nanoseconds; halves of one come from dividing by a million and back. */
  static long nanos(double millis) {
    return Math.round(millis * NANOS_PER_MILLI);
  }
}
