package dev.firstlight.runtime;

import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.Tensor;
import java.util.List;
import java.util.Set;

/** A model that a serving runtime has open. Safe for use by several threads until it is closed. */
public interface LoadedModel extends AutoCloseable {
  /** The inputs as the model itself declares them. */
  List<TensorSpec> inputs();

  /** The outputs as the model itself declares them. */
  List<TensorSpec> outputs();

  /**
   * The inputs and outputs of which the model does not say how many dimensions they have. Their
   * specs have the shape [-1], which means nothing; what the package declares holds.
   */
  default Set<String> unranked() {
    return Set.of();
  }

  /**
   * Predicts. Inputs are read in place where their buffers are direct, and must not change until
   * this returns.
   *
   * @param inputs one tensor for each input, by name, of its datatype
   * @param outputs the names of the outputs wanted; empty for all, in the model's order
   * @return the outputs, in the order asked for; the caller closes them
   * @throws dev.firstlight.fault.RequestException of kind BAD_REQUEST if the runtime refuses the
   *     inputs
   */
  Outputs run(List<Tensor> inputs, List<String> outputs);

  /** Frees the model. Closing twice is harmless. */
  @Override
  void close();
}
