package dev.firstlight.models.catalogue;

import java.io.IOException;
import java.time.Duration;

/** A source that says when to come again. */
final class RetryLaterException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Duration wait;

  RetryLaterException(String message, Duration wait) {
    super(message);
    this.wait = wait;
  }

  /** How long it wants to be left alone; zero where it does not say. */
  Duration pause() {
    return wait;
  }
}
