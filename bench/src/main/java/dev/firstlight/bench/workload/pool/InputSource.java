package dev.firstlight.bench.workload.pool;

/** Makes inputs without end, some perhaps alike; the same ones in the same order for a seed. */
@FunctionalInterface
public interface InputSource {
  /** The next. */
  Input next();

  /**
   * Something to send.
   *
   * @param extension of its file, with the dot
   * @param mediaType that it is sent as
   * @param path that it is sent to
   * @param body its bytes; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Input(String extension, String mediaType, String path, byte[] body) {}
}
