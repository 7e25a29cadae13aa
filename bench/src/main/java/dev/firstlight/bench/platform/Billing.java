package dev.firstlight.bench.platform;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Which time of a call is paid for. */
enum Billing {
  /**
   * Lambda: milliseconds begun, of init and invocation together; init has always counted for
   * container images, and counts for all functions since August 2025 (AWS Compute Blog,
   * 2025-04-29).
   */
  MILLISECONDS {
    @Override
    OptionalLong millis(double duration, OptionalDouble init) {
      return OptionalLong.of((long) Math.ceil(duration + init.orElse(0)));
    }
  },
  /** Google's first generation: hundreds of milliseconds begun; starting is free. */
  HUNDREDS {
    @Override
    OptionalLong millis(double duration, OptionalDouble init) {
      return OptionalLong.of(100 * (long) Math.ceil(Math.max(duration, 1) / 100));
    }
  },
  /** A server is paid by the hour. */
  NONE {
    @Override
    OptionalLong millis(double duration, OptionalDouble init) {
      return OptionalLong.empty();
    }
  };

  /**
   * What to pay.
   *
   * @param duration of the invocation, in milliseconds
   * @param init of its instance, where it started one
   */
  abstract OptionalLong millis(double duration, OptionalDouble init);
}
