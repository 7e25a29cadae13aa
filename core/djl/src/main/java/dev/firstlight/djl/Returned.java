package dev.firstlight.djl;

import ai.djl.ndarray.NDArray;
import dev.firstlight.tensor.DataType;
import java.util.Optional;

/**
 * One thing that a model returned.
 *
 * @param name the key it was returned under; empty if it was returned at a position
 * @param array the tensor; empty if nothing was returned there
 */
record Returned(String name, Optional<Value> array) {
  /**
   * A tensor of the engine.
   *
   * @param datatype ours
   * @param array the engine's
   */
  record Value(DataType datatype, NDArray array) {}

  static Returned of(String name, DataType datatype, NDArray array) {
    return new Returned(name, Optional.of(new Value(datatype, array)));
  }

  static Returned nothing(String name) {
    return new Returned(name, Optional.empty());
  }
}
