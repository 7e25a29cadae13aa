package dev.firstlight.bench.fault;

import org.jspecify.annotations.Nullable;

/** A command that cannot go on; the message is written for the person who typed it. */
public final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why, as a closed set. */
  public enum Kind {
    /** What was asked for cannot be done: an unknown model or target, a folder that is taken. */
    USAGE,
    /** A part of Firstlight is not built. */
    BUILD,
    /** An instance does not start or does not answer. */
    TARGET,
    /** A file cannot be read or written. */
    FILE,
    /** Somebody pressed Ctrl-C. */
    INTERRUPTED
  }

  private final Kind kind;

  public BenchException(Kind kind, String message) {
    this(kind, message, null);
  }

  public BenchException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
