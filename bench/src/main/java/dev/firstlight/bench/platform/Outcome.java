package dev.firstlight.bench.platform;

import java.util.Locale;

/** What became of a call. Every call has exactly one. */
public enum Outcome {
  /** An instance answered, with whatever status. */
  ANSWERED,
  /** The function failed; its instance goes on. */
  FUNCTION_ERROR,
  /** The function did not answer in its time. */
  TIMED_OUT,
  /** The instance held more memory than it may, and was killed. */
  OUT_OF_MEMORY,
  /** The instance, or the connection to it, was lost. */
  INSTANCE_LOST,
  /** The instance did not start. */
  INIT_FAILED,
  /** There was no capacity for it. */
  THROTTLED,
  /** The request or its answer was larger than the platform carries. */
  TOO_LARGE,
  /** The platform was closed meanwhile. */
  CLOSED;

  /** As people read it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
