package dev.firstlight.conformance;

import dev.firstlight.conformance.model.TinyModel;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The packages of the tiny models for one serving runtime; what a test of the runtime gives the
 * kit.
 */
public interface TinyPackages {
  /** The name of the serving runtime. */
  String runtime();

  /**
   * Writes a model's package, with the inputs and outputs that the model has for ONNX.
   *
   * @return the folder
   */
  Path write(TinyModel model, Path folder) throws IOException;
}
