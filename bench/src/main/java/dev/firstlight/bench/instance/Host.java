package dev.firstlight.bench.instance;

import dev.firstlight.bench.isolation.Cell;
import java.io.IOException;
import java.util.Map;

/** Starts instances for a platform to drive. Safe for use by several threads. */
public interface Host extends AutoCloseable {
  /**
   * Creates an instance's process and returns at once.
   *
   * @param cell where it runs; the caller closes it after the instance
   * @param variables of this instance, beside those of all
   * @throws IOException if the process cannot be created
   */
  Hosted start(Cell cell, Map<String, String> variables) throws IOException;

  /** Ends what instances share. They must have been closed before. */
  @Override
  void close();
}
