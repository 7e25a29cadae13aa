package dev.firstlight.models.catalogue;

import java.io.IOException;

/** A source that will not go on where the part ends; it must be asked for all of the file. */
final class RefusedRangeException extends IOException {
  private static final long serialVersionUID = 1L;

  RefusedRangeException(String message) {
    super(message);
  }
}
