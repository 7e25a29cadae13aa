package dev.firstlight.bench.instance;

import java.util.Optional;

/** Which module of a checkout has a serving runtime. */
public final class RuntimeModule {
  /** The one that handlers bring along. */
  static final String DEFAULT = "core/onnx";

  private RuntimeModule() {}

  /** Its folder in the checkout, by the name that artifacts use; empty if no module has it. */
  public static Optional<String> of(String runtime) {
    return switch (runtime) {
      case "onnx" -> Optional.of(DEFAULT);
      case "tensorflow" -> Optional.of("core/tensorflow");
      case "pytorch" -> Optional.of("core/djl");
      default -> runtime.startsWith("djl:") ? Optional.of("core/djl") : Optional.empty();
    };
  }
}
