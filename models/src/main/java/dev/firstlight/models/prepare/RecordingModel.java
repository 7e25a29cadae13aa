package dev.firstlight.models.prepare;

import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Keeps a copy of all inputs that a model is run on. For one thread. */
final class RecordingModel implements LoadedModel {
  private final LoadedModel model;
  private final List<List<Tensor>> recorded = new ArrayList<>();

  RecordingModel(LoadedModel model) {
    this.model = model;
  }

  /** The inputs of each run. */
  List<List<Tensor>> recorded() {
    return recorded;
  }

  @Override
  public List<TensorSpec> inputs() {
    return model.inputs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return model.outputs();
  }

  @Override
  public Outputs run(List<Tensor> inputs, List<String> outputs) {
    recorded.add(inputs.stream().map(Tensor::copy).toList());
    return model.run(inputs, outputs);
  }

  @Override
  public void close() {
    model.close();
  }
}
