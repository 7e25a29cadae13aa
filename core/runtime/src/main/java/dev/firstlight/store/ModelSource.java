package dev.firstlight.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/** A model package in a store. Safe for use by several threads until it is closed. */
public interface ModelSource extends AutoCloseable {
  /**
   * The bytes of one file from an offset on, perhaps one of several ranges read in parallel. The
   * caller closes the stream, checks size and digest, and tries again what failed: a stream may end
   * early. Where a store tells versions of a file apart, all reads are of the version that the
   * first one found.
   *
   * @param path relative to the package
   * @param offset the first byte wanted
   * @param length the bytes wanted; {@link Long#MAX_VALUE} for all there are
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws RefusedException if trying again would be in vain
   * @throws IOException if this attempt failed
   */
  InputStream read(String path, long offset, long length) throws IOException;

  /** Where the file lies on this machine, if it need not be fetched at all. */
  default Optional<Path> local(String path) {
    return Optional.empty();
  }

  /** How many ranges are worth reading in parallel; 1 where only whole files can be read. */
  default int parallelism() {
    return 1;
  }

  /** Ends its connections, also those in use. Closing twice is harmless. */
  @Override
  void close();
}
