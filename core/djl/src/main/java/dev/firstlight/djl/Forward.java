package dev.firstlight.djl;

import ai.djl.ndarray.NDManager;
import dev.firstlight.tensor.Tensor;
import java.util.List;

/** A model's one function. Safe for use by several threads until it is closed. */
interface Forward extends AutoCloseable {
  /**
   * Runs it.
   *
   * @param manager owns all that is made, and frees it when it is closed
   * @param inputs in the order in which the model takes them; read in place
   * @return what the model returned, containers laid flat
   * @throws RuntimeException of the engine if it refuses the inputs
   */
  List<Returned> run(NDManager manager, List<Tensor> inputs);

  @Override
  void close();
}
