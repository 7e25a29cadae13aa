package dev.firstlight.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** What came from a store cannot be kept on this machine. */
final class CacheException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param place what could not be written
   * @param reason why
   */
  CacheException(Path place, IOException reason) {
    super(
        "\""
            + place
            + "\" cannot be used ("
            + (reason instanceof AccessDeniedException ? "permission denied" : told(reason))
            + "); give the instance a disk that is large enough and can be written to, or point"
            + " FIRSTLIGHT_CACHE_DIRECTORY at one",
        reason);
  }

  private static String told(IOException reason) {
    String message = reason.getMessage();
    return message == null ? reason.getClass().getSimpleName() : message;
  }
}
