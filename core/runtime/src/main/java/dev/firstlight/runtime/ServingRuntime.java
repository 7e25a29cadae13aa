package dev.firstlight.runtime;

import dev.firstlight.fault.StartException;
import java.util.List;
import java.util.Optional;

/**
 * A library that loads models and runs them. Found by {@link java.util.ServiceLoader}; its
 * constructor must do nothing, so that looking for runtimes loads none.
 */
public interface ServingRuntime {
  /** The name that artifacts use: {@code onnx}, {@code tensorflow}, {@code pytorch}. */
  String name();

  /**
   * All names that artifacts can use for what this library does here; one unless it is a door to
   * several engines. Only messages ask for them, so they may cost a look at the class path.
   */
  default List<String> names() {
    return List.of(name());
  }

  /**
   * The runtime for artifacts that use that name: this one, another engine of the same library, or
   * empty if the name is not known. Loads nothing. Two runtimes of one name are interchangeable.
   */
  default Optional<ServingRuntime> named(String wanted) {
    return wanted.equals(name()) ? Optional.of(this) : Optional.empty();
  }

  /**
   * The Open Inference Protocol's name for what it loads, as {@code onnx_onnxv1}, {@code
   * tensorflow_savedmodel} or {@code pytorch_torchscript}.
   */
  String platform();

  /** The library's version; may be asked before {@link #importLibraries}. */
  String version();

  /**
   * Where models will run, as far as the class path and the system's files tell; loads nothing. An
   * artifact is chosen by it. Where the device is {@code auto}, {@link LoadedModel#placement} has
   * the last word.
   *
   * @throws StartException of kind RUNTIME if the options name a device that this runtime cannot
   *     use here; says what is missing
   */
  default Placement place(RuntimeOptions options) {
    if (options.device().isGpu()) {
      throw new StartException(
          StartException.Kind.RUNTIME,
          "device is \"%s\", but the serving runtime \"%s\" runs on the CPU only; set the device to cpu or auto, or use the runtime onnx or pytorch"
              .formatted(options.device().word(), name()));
    }
    return options.device().equals(Device.CPU)
        ? Placement.CPU
        : Placement.onCpuBecause("the serving runtime \"" + name() + "\" runs on the CPU only");
  }

  /**
   * Loads classes and native libraries until the runtime is usable: the {@code import} stage.
   * Called once, before {@link #load}, perhaps beside the download of the model.
   *
   * @throws StartException of kind RUNTIME if a native library cannot be had, or the device that
   *     the options name cannot be used
   */
  void importLibraries(RuntimeOptions options);

  /**
   * Opens a model: the {@code load} stage. The caller closes what it gets; nothing stays open when
   * this throws.
   *
   * @throws StartException of kind MODEL if the runtime refuses it
   */
  LoadedModel load(LocalArtifact artifact, RuntimeOptions options);

  /** What makes artifacts that load faster out of portable ones, if the runtime can do that. */
  default Optional<ArtifactPreparer> preparer() {
    return Optional.empty();
  }
}
