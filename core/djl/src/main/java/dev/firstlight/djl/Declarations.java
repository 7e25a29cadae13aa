package dev.firstlight.djl;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.tensor.DataType;
import java.util.ArrayList;
import java.util.List;

/** Whether {@code model.json} says what a model that cannot say it itself must be run with. */
final class Declarations {
  private Declarations() {}

  /**
   * @throws StartException of kind PACKAGE if outputs are missing, or a tensor is of strings, which
   *     the engines have no common form for
   */
  static void check(LocalArtifact artifact) {
    if (artifact.outputs().isEmpty()) {
      throw new StartException(
          StartException.Kind.PACKAGE,
          "model.json declares no outputs, and \"%s\" does not say them; declare them in the order in which the model returns them"
              .formatted(artifact.main().getFileName()));
    }
    List<TensorSpec> all = new ArrayList<>(artifact.inputs());
    all.addAll(artifact.outputs());
    for (TensorSpec spec : all) {
      if (spec.datatype() == DataType.BYTES) {
        throw new StartException(
            StartException.Kind.PACKAGE,
            "model.json declares %s, but artifacts of the runtime \"%s\" have no tensors of strings; every other datatype is allowed"
                .formatted(spec, artifact.artifact().runtime()));
      }
    }
  }
}
