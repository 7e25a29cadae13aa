package dev.firstlight.runtime;

import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.Tensor;
import java.util.List;

/** A model that a serving runtime has open. Safe for use by several threads until it is closed. */
public interface LoadedModel extends AutoCloseable {
  /**
   * The inputs as the model itself declares them; what its format does not say is what {@link
   * LocalArtifact} says, after the runtime has held the rest against the model.
   */
  List<TensorSpec> inputs();

  /** The outputs, likewise. */
  List<TensorSpec> outputs();

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

  /** Where it runs. */
  default Placement placement() {
    return Placement.CPU;
  }

  /** Whether another form of it, which predicts faster, is made ready in the background. */
  default boolean isToBeReplaced() {
    return false;
  }

  /** Frees the model. Closing twice is harmless. */
  @Override
  void close();
}
