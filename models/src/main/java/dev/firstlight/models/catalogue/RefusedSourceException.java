package dev.firstlight.models.catalogue;

import java.io.IOException;

/** A source that will not give the file however often it is asked. */
final class RefusedSourceException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean digest;

  RefusedSourceException(String message) {
    this(message, false);
  }

  RefusedSourceException(String message, boolean digest) {
    super(message);
    this.digest = digest;
  }

  /** Whether it gave a file that is not what it must be. */
  boolean isDigest() {
    return digest;
  }
}
