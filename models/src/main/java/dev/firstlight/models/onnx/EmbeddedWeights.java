package dev.firstlight.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.firstlight.models.export.Transposed;
import dev.firstlight.models.graph.Weight;

/** Weights that lie in the model. */
final class EmbeddedWeights implements Initializers {
  @Override
  public TensorProto initializer(String name, Weight weight, boolean transposed) {
    return transposed
        ? Protos.tensor(name, Transposed.shape(weight.spec().shape()), Transposed.values(weight))
        : Protos.tensor(name, weight.spec().shape(), weight.values());
  }
}
