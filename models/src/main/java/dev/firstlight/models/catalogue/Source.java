package dev.firstlight.models.catalogue;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** Somewhere that a file may be had. */
interface Source {
  /** What messages and the part's identity call it: the address, without secrets. */
  String name();

  /**
   * Asks for the file.
   *
   * @param offset of the first byte that is wanted
   * @param validator of the version that those before it are of; empty where that is not known
   * @throws RefusedSourceException if it is of no use to ask again
   * @throws RetryLaterException if it says when
   */
  Answer open(long offset, String validator) throws IOException;

  /**
   * What the source answers.
   *
   * @param stream the bytes; closing it ends the connection
   * @param offset of its first byte: the one asked for, or 0 where the source begins anew
   * @param validator what it calls this version; empty if it has no name for it
   */
  record Answer(InputStream stream, long offset, String validator) implements Closeable {
    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
