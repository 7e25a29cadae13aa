package dev.firstlight.coldstart;

import dev.firstlight.fault.FirstlightException;

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

  private static String reason(Throwable cause) {
    return cause instanceof FirstlightException
        ? String.valueOf(cause.getMessage())
        : cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
