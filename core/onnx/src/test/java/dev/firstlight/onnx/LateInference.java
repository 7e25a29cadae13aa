package dev.firstlight.onnx;

import ai.onnxruntime.OrtEnvironment;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Requirements;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.Tensor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process that infers after ONNX Runtime's Java part has done what its shutdown hook does. In a
 * process of its own, since what it tries kills a JVM when it fails.
 */
final class LateInference {
  static final String DONE = "inferred";

  private LateInference() {}

  /** Takes the model's file and a cache directory. */
  public static void main(String[] arguments) throws Exception {
    RuntimeOptions options =
        new RuntimeOptions(Path.of(arguments[1]), Optional.empty(), 1, false, new Buffers(1 << 20));
    OnnxServingRuntime runtime = new OnnxServingRuntime();
    runtime.importLibraries(options);
    PackageFile file = new PackageFile("model.onnx", 0, "0".repeat(64));
    LocalArtifact artifact =
        new LocalArtifact(
            new Artifact("portable", "onnx", List.of(file), Optional.empty(), Requirements.NONE),
            Map.of("model.onnx", Path.of(arguments[0])));
    try (LoadedModel model = runtime.load(artifact, options)) {
      free();
      Tensor image = Tensor.of("image", new float[3 * 8 * 8], 1, 3, 8, 8);
      try (Outputs outputs = model.run(List.of(image), List.of())) {
        System.out.println(outputs.tensors().isEmpty() ? "nothing" : DONE);
      }
    }
  }

  private static void free() throws ReflectiveOperationException {
    Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
    Field environment = OrtEnvironment.class.getDeclaredField("nativeHandle");
    Method close = OrtEnvironment.class.getDeclaredMethod("close", long.class, long.class);
    api.setAccessible(true);
    environment.setAccessible(true);
    close.setAccessible(true);
    close.invoke(null, api.getLong(null), environment.getLong(OrtEnvironment.getEnvironment()));
  }
}
