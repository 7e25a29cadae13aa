package dev.firstlight.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Buffers that a run writes its outputs to. Closing gives all of them back. */
final class PinnedOutputs implements AutoCloseable {
  private final OrtEnvironment environment;
  private final RequestScope scope;
  private final Map<String, OnnxTensor> handles = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  PinnedOutputs(OrtEnvironment environment, Buffers buffers) {
    this.environment = environment;
    this.scope = new RequestScope(buffers);
  }

  void add(String name, DataType datatype, Shape shape) throws OrtException {
    int bytes = Math.toIntExact(shape.elements() * datatype.width());
    var buffer = scope.buffer(bytes);
    handles.put(
        name,
        OnnxTensor.createTensor(
            environment, buffer, shape.toArray(), OnnxTypes.javaType(datatype)));
    tensors.put(name, new Tensor(name, datatype, shape, buffer));
  }

  Map<String, OnnxTensor> handles() {
    return handles;
  }

  Optional<Tensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /** The outputs of a run that succeeded; whoever gets them closes them. */
  Outputs outputs(List<Tensor> all) {
    // The handles are done with; the bytes are what the caller keeps.
    handles.values().forEach(OnnxTensor::close);
    handles.clear();
    return new Outputs() {
      @Override
      public List<Tensor> tensors() {
        return all;
      }

      @Override
      public void close() {
        PinnedOutputs.this.close();
      }
    };
  }

  @Override
  public void close() {
    handles.values().forEach(OnnxTensor::close);
    handles.clear();
    scope.close();
  }
}
