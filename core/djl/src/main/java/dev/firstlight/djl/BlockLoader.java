package dev.firstlight.djl;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.PairList;
import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.Placement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Opens a model with any engine, by DJL's own interfaces. */
final class BlockLoader {
  private BlockLoader() {}

  static LoadedModel load(Engine engine, Placement placement, LocalArtifact artifact) {
    Declarations.check(artifact);
    Path file = artifact.main();
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Model model = engine.newModel(stem(file), DjlDevices.device(placement));
    boolean done = false;
    try {
      model.load(folder, stem(file));
      InputBinding binding = InputBinding.of(artifact.inputs(), signature(model));
      Forward forward = new BlockForward(model);
      LoadedModel loaded = new DjlModel(engine, placement, forward, binding, artifact);
      done = true;
      return loaded;
    } catch (StartException e) {
      throw e;
    } catch (IOException | MalformedModelException | RuntimeException e) {
      throw new StartException(
          StartException.Kind.MODEL,
          "DJL's engine \"%s\" %s refuses \"%s\": %s"
              .formatted(
                  engine.getEngineName(),
                  engine.getVersion(),
                  file.getFileName(),
                  EngineFaults.reason(e)),
          e);
    } finally {
      if (!done) {
        model.close();
      }
    }
  }

  /** The names that the model says, if it does before its first run. */
  private static Optional<ForwardSignature> signature(Model model) {
    PairList<String, Shape> inputs = model.getBlock().describeInput();
    return inputs == null || inputs.isEmpty()
        ? Optional.empty()
        : Optional.of(ForwardSignature.ofTensors(inputs.keys()));
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }
}
