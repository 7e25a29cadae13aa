package dev.firstlight.onnx;

import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.Buffers;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that imports ONNX Runtime's libraries and says how that went. In a process of its own,
 * since a JVM imports them only once.
 */
final class NativeImport {
  static final String DONE = "imported";

  private NativeImport() {}

  /** Takes a cache directory and, if native-directory is to be set, that. */
  public static void main(String[] arguments) {
    Optional<Path> natives =
        arguments.length > 1 ? Optional.of(Path.of(arguments[1])) : Optional.empty();
    try {
      new OnnxServingRuntime()
          .importLibraries(
              new RuntimeOptions(Path.of(arguments[0]), natives, 1, false, new Buffers(1 << 20)));
      System.out.println(DONE);
    } catch (StartException e) {
      System.out.println(e.kind() + ": " + e.getMessage());
    }
  }
}
