package dev.firstlight.fault;

import org.jspecify.annotations.Nullable;

/** An instance that cannot start. */
public final class StartException extends FirstlightException {
  private static final long serialVersionUID = 1L;

  /** Why, as a closed set. */
  public enum Kind {
    /** A setting is missing, unknown or out of range. */
    CONFIGURATION,
    /** The model package is absent, incomplete or inconsistent. */
    PACKAGE,
    /** The model store refused, failed or timed out. */
    STORE,
    /** A file is not what its digest says. */
    DIGEST,
    /** The serving runtime or one of its native libraries cannot be had. */
    RUNTIME,
    /** The serving runtime refuses the model. */
    MODEL
  }

  private final Kind kind;

  public StartException(Kind kind, String message) {
    this(kind, message, null);
  }

  public StartException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
