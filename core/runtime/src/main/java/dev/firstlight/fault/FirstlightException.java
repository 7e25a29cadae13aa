package dev.firstlight.fault;

import org.jspecify.annotations.Nullable;

/**
 * Everything that Firstlight throws on purpose. The message is written for the person who must act
 * on it: what, the offending value, what is allowed, and the next step.
 */
public abstract sealed class FirstlightException extends RuntimeException
    permits RequestException, StartException {
  private static final long serialVersionUID = 1L;

  FirstlightException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The message, which is always there. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
