package dev.firstlight.models.graph;

import java.io.IOException;

/** A weight tensor: what it is, and its FP32 values, row-major. */
public sealed interface Weight permits HeldWeight, SeededWeight {
  /** Its name, shape and origin. */
  WeightSpec spec();

  /** All values; whoever gets them may not change them. */
  float[] values();

  /**
   * Hands over the values in order, one index of the outermost dimension at a time; a vector is one
   * row. May be called again, for the same values.
   *
   * @throws IOException if the sink throws it
   */
  void forEachRow(RowSink sink) throws IOException;
}
