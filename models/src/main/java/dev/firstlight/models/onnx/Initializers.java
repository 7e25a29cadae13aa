package dev.firstlight.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.firstlight.models.graph.Weight;

/** Where the values of a model's weights go. */
interface Initializers {
  /**
   * What the model says of a weight.
   *
   * @param name its full name
   * @param transposed whether the model has the two dimensions of the matrix the other way round
   */
  TensorProto initializer(String name, Weight weight, boolean transposed);
}
