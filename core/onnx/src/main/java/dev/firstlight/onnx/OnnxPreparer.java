package dev.firstlight.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.Preparation.Form;
import dev.firstlight.runtime.ArtifactPreparer;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.RuntimeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lets ONNX Runtime write the graph that it made of a model, with large weights in a file beside
 * it, each from a page boundary on, so that a later load maps them.
 */
final class OnnxPreparer implements ArtifactPreparer {
  private static final String MODEL = "model.onnx";
  private static final String WEIGHTS = "model.onnx.data";

  /** To map a smaller tensor costs more than to copy it. */
  private static final int LEAST_MAPPED_BYTES = 1 << 16;

  private final Supplier<OrtEnvironment> environment;

  OnnxPreparer(Supplier<OrtEnvironment> environment) {
    this.environment = environment;
  }

  @Override
  public List<Form> forms() {
    return List.of(Form.values());
  }

  @Override
  public List<Path> prepare(
      LocalArtifact portable, Form form, Path folder, RuntimeOptions options) {
    try (SessionOptions session = Sessions.PORTABLE.options(options)) {
      session.setOptimizedModelFilePath(folder.resolve(MODEL).toString());
      session.addConfigEntry("session.optimized_model_external_initializers_file_name", WEIGHTS);
      session.addConfigEntry(
          "session.optimized_model_external_initializers_min_size_in_bytes",
          Integer.toString(LEAST_MAPPED_BYTES));
      if (form == Form.PACKED) {
        session.addConfigEntry("session.save_external_prepacked_constant_initializers", "1");
      } else {
        session.addConfigEntry("session.disable_prepacking", "1");
      }
      environment.get().createSession(portable.main().toString(), session).close();
    } catch (OrtException e) {
      throw new StartException(
          StartException.Kind.MODEL,
          "ONNX Runtime cannot write artifact \"%s\" in the form %s: %s"
              .formatted(portable.artifact().name(), form.word(), e.getMessage()),
          e);
    }
    List<Path> files = new ArrayList<>(List.of(Path.of(MODEL)));
    if (Files.exists(folder.resolve(WEIGHTS))) { // it has none where all weights are small
      files.add(Path.of(WEIGHTS));
    }
    return files;
  }
}
