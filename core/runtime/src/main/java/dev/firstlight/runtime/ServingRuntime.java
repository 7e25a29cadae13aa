package dev.firstlight.runtime;

/**
 * A library that loads models and runs them. Found by {@link java.util.ServiceLoader}; its
 * constructor must do nothing, so that looking for runtimes loads none.
 */
public interface ServingRuntime {
  /** The name that artifacts use: {@code onnx}, {@code tensorflow}, {@code pytorch}. */
  String name();

  /**
   * The Open Inference Protocol's name for what it loads, as {@code onnx_onnxv1}, {@code
   * tensorflow_savedmodel} or {@code pytorch_torchscript}.
   */
  String platform();

  /** The library's version; may be asked before {@link #importLibraries}. */
  String version();

  /**
   * Loads classes and native libraries until the runtime is usable: the {@code import} stage.
   * Called once, before {@link #load}, perhaps beside the download of the model.
   *
   * @throws dev.firstlight.fault.StartException of kind RUNTIME if a native library cannot be had
   */
  void importLibraries(RuntimeOptions options);

  /**
   * Opens a model: the {@code load} stage. The caller closes what it gets; nothing stays open when
   * this throws.
   *
   * @throws dev.firstlight.fault.StartException of kind MODEL if the runtime refuses it
   */
  LoadedModel load(LocalArtifact artifact, RuntimeOptions options);
}
