package dev.firstlight.bench.instance;

import dev.firstlight.conformance.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which module of a checkout has a serving runtime. */
public final class RuntimeModule {
  /** The one that handlers bring along. */
  static final String DEFAULT = "core/onnx";

  private RuntimeModule() {}

  /** Its folder in the checkout, by the name that artifacts use; empty if no module has it. */
  static Optional<String> of(String runtime) {
    return switch (runtime) {
      case "onnx" -> Optional.of(DEFAULT);
      case "tensorflow" -> Optional.of("core/tensorflow");
      case "pytorch" -> Optional.of("core/djl");
      default -> runtime.startsWith("djl:") ? Optional.of("core/djl") : Optional.empty();
    };
  }

  /**
   * The runtime with all that it needs, as the checkout has built it; empty if no module has the
   * runtime, or the module has never been built.
   *
   * @throws IOException if what was built is not whole
   */
  public static Optional<List<Path>> jars(Path home, String runtime) throws IOException {
    Optional<Path> target = of(runtime).map(module -> home.resolve(module).resolve("target"));
    return target.isPresent() && Files.isDirectory(target.get())
        ? Optional.of(JavaCommand.classPathOf(target.get()))
        : Optional.empty();
  }
}
