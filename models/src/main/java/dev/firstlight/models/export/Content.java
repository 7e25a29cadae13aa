package dev.firstlight.models.export;

import java.io.IOException;
import java.io.OutputStream;

/** What a file of a package is to have in it. */
@FunctionalInterface
public interface Content {
  /** Writes all of it; the caller closes the stream. */
  void writeTo(OutputStream stream) throws IOException;

  /** Those bytes. */
  static Content of(byte[] bytes) {
    return stream -> stream.write(bytes);
  }
}
