package dev.firstlight.pipeline;

import dev.firstlight.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Samples as the model's input tensors.
 *
 * @param samples how many
 * @param tensors the inputs, the first dimension of each counts the samples
 */
record Batch(int samples, List<Tensor> tensors) {
  Batch {
    tensors = List.copyOf(tensors);
  }

  Optional<Tensor> tensor(String name) {
    return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
  }
}
