package dev.firstlight.djl;

import dev.firstlight.conformance.model.TorchScriptArchive;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Requirements;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts small models where the runtime can load them. */
final class TorchModel {
  /** Unpacked once for all tests of the module: libtorch has 450 MB. */
  static final Path NATIVES = Path.of("target", "natives").toAbsolutePath();

  private TorchModel() {}

  static RuntimeOptions options() {
    return new RuntimeOptions(NATIVES, Optional.empty(), 1, false, new Buffers(1 << 20));
  }

  static TensorSpec floats(String name, long... shape) {
    return new TensorSpec(name, DataType.FP32, Shape.of(shape));
  }

  static LoadedModel load(
      Path folder, TorchScriptArchive archive, List<TensorSpec> inputs, List<TensorSpec> outputs)
      throws IOException {
    return load("pytorch", write(folder, archive.bytes()), inputs, outputs);
  }

  static Path write(Path folder, byte[] model) throws IOException {
    return Files.write(Files.createDirectories(folder).resolve("model.pt"), model);
  }

  static LoadedModel load(
      String runtime, Path file, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    String name = String.valueOf(file.getFileName());
    Artifact artifact =
        new Artifact(
            "portable",
            runtime,
            List.of(new PackageFile(name, 1, "00".repeat(32))),
            Optional.empty(),
            Requirements.NONE);
    return new DjlServingRuntime()
        .named(runtime)
        .orElseThrow()
        .load(new LocalArtifact(artifact, Map.of(name, file), inputs, outputs), options());
  }
}
