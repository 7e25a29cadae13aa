package dev.firstlight.bench.platform;

import dev.firstlight.bench.platformlog.LogEvent;

/** Hears what a platform does; on one thread, in order, and after callers have their answers. */
public interface PlatformListener {
  /** The platform says something in the function's log. */
  default void event(LogEvent event) {}

  /** An instance has printed a line. */
  default void line(int instance, String line) {}

  /** A call has its outcome, and it is known what it took. */
  default void account(Account account) {}

  /** An instance was lost, or could not be started; for people. */
  default void trouble(String what) {}
}
