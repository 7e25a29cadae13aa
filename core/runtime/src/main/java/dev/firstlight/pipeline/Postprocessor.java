package dev.firstlight.pipeline;

import dev.firstlight.inference.Prediction;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.protocol.Payload;
import dev.firstlight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes predictions of the model's output tensors. Safe for use by several threads. */
final class Postprocessor {
  private final ModelManifest manifest;
  private final List<String> labels;

  /**
   * @param labels of the classes in index order; empty where the package has none
   */
  Postprocessor(ModelManifest manifest, List<String> labels) {
    this.manifest = manifest;
    this.labels = List.copyOf(labels);
  }

  /** The outputs that predictions are made of; empty for all. */
  List<String> wanted(Payload.Parameters parameters) {
    if (parameters.raw()) {
      return List.of();
    }
    Postprocessing how = manifest.postprocessing();
    if (how instanceof Postprocessing.Classification classification) {
      return classification.output().map(List::of).orElseGet(this::first);
    }
    if (how instanceof Postprocessing.Embedding embedding) {
      return embedding.output().map(List::of).orElseGet(this::first);
    }
    return List.of();
  }

  private List<String> first() {
    return manifest.outputs().isEmpty() ? List.of() : List.of(manifest.outputs().get(0).name());
  }

  /** One prediction for each sample. Tensors among them live as long as the outputs. */
  List<Prediction> predictions(Batch batch, List<Tensor> outputs, Payload.Parameters parameters) {
    Postprocessing how = parameters.raw() ? new Postprocessing.None() : manifest.postprocessing();
    List<Prediction> predictions = new ArrayList<>(batch.samples());
    if (how instanceof Postprocessing.Classification classification) {
      TopClasses top =
          new TopClasses(
              labels, parameters.topK().orElse(classification.topK()), classification.softmax());
      Rows scores = Rows.of(outputs.get(0), batch.samples());
      for (int i = 0; i < batch.samples(); i++) {
        predictions.add(top.of(scores.row(i)));
      }
    } else if (how instanceof Postprocessing.Embedding embedding) {
      Pooling pooling = new Pooling(embedding.pooling(), embedding.normalize(), mask(batch));
      for (int i = 0; i < batch.samples(); i++) {
        predictions.add(pooling.of(outputs.get(0), i, batch.samples()));
      }
    } else if (batch.whole()) {
      predictions.add(new Prediction.Tensors(outputs));
    } else {
      for (int i = 0; i < batch.samples(); i++) {
        predictions.add(Slices.of(outputs, i, batch.samples()));
      }
    }
    return predictions;
  }

  private Optional<Tensor> mask(Batch batch) {
    return manifest.preprocessing() instanceof Preprocessing.Text text
        ? text.text().mask().flatMap(batch::tensor)
        : Optional.empty();
  }
}
