package dev.firstlight.models.graph;

import java.io.IOException;

/** Takes a weight row by row. */
@FunctionalInterface
public interface RowSink {
  /**
   * Takes the next row.
   *
   * @param row its values; only the sink's until it returns, as the array is used again
   */
  void accept(float[] row) throws IOException;
}
