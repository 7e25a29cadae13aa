package dev.firstlight.tensorflow;

import dev.firstlight.model.Artifact;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Requirements;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.Buffers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Loads SavedModels by the runtime itself, without a package around them. */
final class Loads {
  /** Kept over builds, since the libraries have 680 MB. */
  static final Path CACHE = Path.of("target", "cache");

  private Loads() {}

  static RuntimeOptions options(Buffers buffers) {
    return new RuntimeOptions(CACHE, Optional.empty(), 1, false, buffers);
  }

  /** A runtime whose libraries are loaded. */
  static TensorFlowServingRuntime runtime() {
    TensorFlowServingRuntime runtime = new TensorFlowServingRuntime();
    runtime.importLibraries(options(new Buffers(1 << 20)));
    return runtime;
  }

  /** Loads the SavedModel in a folder with all its files. */
  static LoadedModel load(Path folder, Buffers buffers) {
    return runtime().load(artifact(folder, List.of(), List.of()), options(buffers));
  }

  static LocalArtifact artifact(Path folder, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    Map<String, Path> paths = new LinkedHashMap<>();
    paths.put("saved_model.pb", folder.resolve("saved_model.pb"));
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        paths.put(folder.relativize(file).toString().replace('\\', '/'), file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return artifact(paths, inputs, outputs);
  }

  static LocalArtifact artifact(
      Map<String, Path> paths, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    List<PackageFile> files = new ArrayList<>();
    for (String path : paths.keySet()) {
      files.add(new PackageFile(path, 1, "00".repeat(32)));
    }
    Artifact artifact =
        new Artifact("savedmodel", "tensorflow", files, Optional.empty(), Requirements.NONE);
    return new LocalArtifact(artifact, paths, inputs, outputs);
  }
}
