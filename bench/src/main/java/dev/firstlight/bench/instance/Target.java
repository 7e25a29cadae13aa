package dev.firstlight.bench.instance;

import java.io.IOException;

/** What runs instances on this machine as a platform would. Not safe for use by several threads. */
public interface Target extends AutoCloseable {
  /**
   * Creates an instance's process and returns at once; the instance is cold.
   *
   * @throws IOException if the process cannot be created
   */
  Instance start() throws IOException;

  @Override
  default void close() {}
}
