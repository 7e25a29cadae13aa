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
 * that; it serves only to learn what the file does not tell.
 */
final class Probe {
  private Probe() {}

  /** The outputs, in buffers of their own; empty if the model refuses zeros. */
  static Optional<List<Tensor>> run(LoadedModel model, List<TensorSpec> inputs) {
    try (Outputs outputs = model.run(inputs.stream().map(Probe::zeros).toList(), List.of())) {
      return Optional.of(outputs.tensors().stream().map(Tensor::copy).toList());
    } catch (FirstlightException | IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Tensor zeros(TensorSpec input) {
    Shape shape = Shape.of(Arrays.stream(input.shape().toArray()).map(Math::abs).toArray());
    int width = input.datatype() == DataType.BYTES ? Integer.BYTES : input.datatype().width();
    int bytes = Math.toIntExact(Math.multiplyExact(shape.elements(), width));
    return new Tensor(input.name(), input.datatype(), shape, ByteBuffer.allocateDirect(bytes));
  }
}
