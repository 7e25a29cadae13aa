package dev.firstlight.store;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/** A model package in a store. Safe for use by several threads until it is closed. */
public interface ModelSource extends AutoCloseable {
  /**
   * The bytes of one file from an offset on, perhaps one of several ranges read in parallel. The
   * caller closes the channel, and checks size and digest: a channel may end early.
   *
   * @param path relative to the package
   * @param offset the first byte wanted
   * @param length the bytes wanted; {@link Long#MAX_VALUE} for all there are
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws RefusedException if trying again would be in vain
   * @throws IOException if it cannot be read; what is worth trying again has been tried
   */
  ReadableByteChannel read(String path, long offset, long length) throws IOException;

  /** Where the file lies on this machine, if it need not be fetched at all. */
  default Optional<Path> local(String path) {
    return Optional.empty();
  }

  /** How many ranges of one file are worth reading in parallel. */
  default int parallelism() {
    return 1;
  }

  /** Ends its connections. Closing twice is harmless. */
  @Override
  void close();
}
