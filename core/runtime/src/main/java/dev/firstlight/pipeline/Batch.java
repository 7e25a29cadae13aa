package dev.firstlight.pipeline;

import dev.firstlight.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Samples as the model's input tensors.
 *
 * @param samples how many
 * @param tensors the inputs; the first dimension of each counts the samples, unless it is whole
 * @param whole whether it is one sample that is all the tensors as they are, so that outputs are
 *     not cut either
 */
record Batch(int samples, List<Tensor> tensors, boolean whole) {
  Batch {
    tensors = List.copyOf(tensors);
  }

  /** A batch whose tensors' first dimension counts the samples. */
  static Batch of(int samples, List<Tensor> tensors) {
    return new Batch(samples, tensors, false);
  }

  Optional<Tensor> tensor(String name) {
    return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
  }
}
