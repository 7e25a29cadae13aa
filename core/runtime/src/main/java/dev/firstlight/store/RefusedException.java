package dev.firstlight.store;

import java.io.IOException;

/** A store's answer that another attempt would only get again, as that access is denied. */
public final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message);
  }
}
