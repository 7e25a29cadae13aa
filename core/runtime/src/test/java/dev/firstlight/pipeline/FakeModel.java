package dev.firstlight.pipeline;

import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A model that answers as a test says, and remembers what it was asked. */
final class FakeModel implements LoadedModel {
  final List<List<Tensor>> inputs = new ArrayList<>();
  final List<List<String>> wanted = new ArrayList<>();
  int openOutputs;
  boolean closed;

  private final ModelManifest manifest;
  private final UnaryOperator<List<Tensor>> answer;

  FakeModel(ModelManifest manifest, UnaryOperator<List<Tensor>> answer) {
    this.manifest = manifest;
    this.answer = answer;
  }

  @Override
  public List<TensorSpec> inputs() {
    return manifest.inputs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return manifest.outputs();
  }

  @Override
  public Outputs run(List<Tensor> tensors, List<String> outputs) {
    inputs.add(tensors.stream().map(Tensor::copy).toList());
    wanted.add(outputs);
    List<Tensor> answered = answer.apply(tensors);
    openOutputs++;
    return new Outputs() {
      @Override
      public List<Tensor> tensors() {
        return answered;
      }

      @Override
      public void close() {
        openOutputs--;
      }
    };
  }

  @Override
  public void close() {
    closed = true;
  }
}
