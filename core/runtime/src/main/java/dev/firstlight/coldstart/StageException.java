package dev.firstlight.coldstart;

import dev.firstlight.fault.FirstlightException;
import dev.firstlight.fault.StartException;

/** A stage that failed; the cause says why. */
public final class StageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Stage stage;

  public StageException(Stage stage, Throwable cause) {
    super(reason(cause), cause);
    this.stage = stage;
  }

  public Stage stage() {
    return stage;
  }

  /** Why, also where the cause is none of ours: then what the stage works with is to blame. */
  public StartException.Kind kind() {
    if (getCause() instanceof StartException start) {
      return start.kind();
    }
    return switch (stage) {
      case BOOT -> StartException.Kind.CONFIGURATION;
      case IMPORT -> StartException.Kind.RUNTIME;
      case DOWNLOAD -> StartException.Kind.STORE;
      case VERIFY -> StartException.Kind.DIGEST;
      case LOAD, WARMUP, DECODE, PREDICT -> StartException.Kind.MODEL;
    };
  }

  private static String reason(Throwable cause) {
    return cause instanceof FirstlightException
        ? String.valueOf(cause.getMessage())
        : cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
