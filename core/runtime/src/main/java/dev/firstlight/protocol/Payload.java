package dev.firstlight.protocol;

import dev.firstlight.inference.Input;
import dev.firstlight.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a request's body says, decoded. */
public sealed interface Payload {
  /**
   * Samples, to be predicted as the package says.
   *
   * @param inputs at least one
   * @param parameters how to answer
   */
  record Samples(List<Input> inputs, Parameters parameters) implements Payload {
    public Samples {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * How to answer samples.
   *
   * @param topK how many classes of each; empty for what the package says
   * @param raw whether the model's own outputs are wanted instead of predictions
   */
  record Parameters(OptionalInt topK, boolean raw) {
    /** None given. */
    public static final Parameters NONE = new Parameters(OptionalInt.empty(), false);
  }

  /**
   * The model's own tensors, by the Open Inference Protocol.
   *
   * @param id the client's name for the request
   * @param inputs one tensor for each of the model's inputs, checked against its declaration
   * @param outputs what is wanted; empty for all
   * @param binary whether outputs that do not say are wanted as bytes
   */
  record Infer(Optional<String> id, List<Tensor> inputs, List<Wanted> outputs, boolean binary)
      implements Payload {
    public Infer {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /** An output that is wanted, and whether as bytes. */
  record Wanted(String name, boolean binary) {}
}
