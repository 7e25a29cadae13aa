package dev.firstlight.models.imports;

import dev.firstlight.fault.FirstlightException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a model answers to nothing but zeros, one where a dimension varies. Not every model takes
 * that, though it may take requests.
 *
 * @param outputs in buffers of their own; none if the model refused
 * @param refusal why it did; empty if it did not
 */
record Probe(List<Tensor> outputs, String refusal) {
  Probe {
    outputs = List.copyOf(outputs);
  }

  static Probe run(LoadedModel model, List<TensorSpec> inputs) {
    try (Outputs outputs = model.run(inputs.stream().map(Probe::zeros).toList(), List.of())) {
      return new Probe(outputs.tensors().stream().map(Tensor::copy).toList(), "");
    } catch (FirstlightException | IllegalArgumentException | ArithmeticException e) {
      return new Probe(List.of(), String.valueOf(e.getMessage()));
    }
  }

  /** What it answered to one of that name. */
  Optional<Tensor> output(String name) {
    return outputs.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
  }

  private static Tensor zeros(TensorSpec input) {
    Shape shape = Shape.of(Arrays.stream(input.shape().toArray()).map(Math::abs).toArray());
    int width = input.datatype() == DataType.BYTES ? Integer.BYTES : input.datatype().width();
    int bytes = Math.toIntExact(Math.multiplyExact(shape.elements(), width));
    return new Tensor(input.name(), input.datatype(), shape, ByteBuffer.allocateDirect(bytes));
  }
}
