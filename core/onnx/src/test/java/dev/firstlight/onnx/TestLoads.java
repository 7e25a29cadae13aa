package dev.firstlight.onnx;

import dev.firstlight.model.Artifact;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Requirements;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.Buffers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads graphs on the real runtime. */
final class TestLoads {
  private final Path folder;
  private final Buffers buffers;
  private final OnnxServingRuntime runtime = new OnnxServingRuntime();

  TestLoads(Path folder, Buffers buffers) {
    this.folder = folder;
    this.buffers = buffers;
    runtime.importLibraries(options());
  }

  private RuntimeOptions options() {
    return new RuntimeOptions(folder.resolve("cache"), Optional.empty(), 1, false, buffers);
  }

  LoadedModel load(TestGraph graph) throws IOException {
    Path model = graph.write(folder).resolve("model.onnx");
    Artifact artifact =
        new Artifact(
            "onnx",
            "onnx",
            List.of(new PackageFile("model.onnx", 1, "00".repeat(32))),
            Optional.empty(),
            Requirements.NONE);
    return runtime.load(new LocalArtifact(artifact, Map.of("model.onnx", model)), options());
  }
}
