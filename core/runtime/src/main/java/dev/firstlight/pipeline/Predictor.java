package dev.firstlight.pipeline;

import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.Input;
import dev.firstlight.inference.Prediction;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.pipeline.RequestTimings.Step;
import dev.firstlight.protocol.Payload;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Predicts with one loaded model, which it owns. Safe for use by several threads. */
public final class Predictor implements AutoCloseable {
  private final LoadedModel model;
  private final Preprocessor preprocessor;
  private final Postprocessor postprocessor;
  private final Batching batching;

  Predictor(
      ModelManifest manifest,
      LoadedModel model,
      Preprocessor preprocessor,
      Postprocessor postprocessor) {
    this.batching = Batching.of(manifest);
    this.model = model;
    this.preprocessor = preprocessor;
    this.postprocessor = postprocessor;
  }

  /**
   * Predicts from samples.
   *
   * @param gate asked right before inference begins, whether there is still time
   * @param scope holds what the predictions refer to
   */
  public List<Prediction> predict(
      Payload.Samples samples, Runnable gate, RequestScope scope, RequestTimings timings) {
    if (batching.isOneByOne() && samples.inputs().size() > 1) {
      List<Prediction> all = new ArrayList<>();
      for (Input input : samples.inputs()) {
        all.addAll(batch(List.of(input), samples.parameters(), gate, scope, timings));
      }
      return all;
    }
    return batch(samples.inputs(), samples.parameters(), gate, scope, timings);
  }

  private List<Prediction> batch(
      List<Input> inputs,
      Payload.Parameters parameters,
      Runnable gate,
      RequestScope scope,
      RequestTimings timings) {
    Batch batch = preprocessor.prepare(inputs, scope);
    if (batching.isFixed() && !batch.whole() && batching.samples() != batch.samples()) {
      throw RequestException.bad(
          "the model takes exactly %d samples at once, not %d"
              .formatted(batching.samples(), batch.samples()));
    }
    timings.end(Step.PREPROCESS);
    gate.run();
    List<Tensor> outputs = run(batch.tensors(), postprocessor.wanted(parameters), scope);
    timings.end(Step.PREDICT);
    List<Prediction> predictions = postprocessor.predictions(batch, outputs, parameters);
    timings.end(Step.POSTPROCESS);
    return predictions;
  }

  /**
   * Runs the model on its own tensors.
   *
   * @param gate asked right before inference begins, whether there is still time
   * @param scope holds the outputs
   */
  public List<Tensor> infer(
      List<Tensor> inputs,
      List<String> outputs,
      Runnable gate,
      RequestScope scope,
      RequestTimings timings) {
    gate.run();
    List<Tensor> tensors = run(inputs, outputs, scope);
    timings.end(Step.PREDICT);
    return tensors;
  }

  private List<Tensor> run(List<Tensor> inputs, List<String> wanted, RequestScope scope) {
    Outputs outputs = model.run(inputs, wanted);
    scope.onClose(outputs::close);
    return outputs.tensors();
  }

  @Override
  public void close() {
    preprocessor.close();
    model.close();
  }
}
