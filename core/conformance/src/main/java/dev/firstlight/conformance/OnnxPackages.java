package dev.firstlight.conformance;

import dev.firstlight.conformance.model.TinyModel;
import java.io.IOException;
import java.nio.file.Path;

/** The tiny models as they are. */
final class OnnxPackages implements TinyPackages {
  @Override
  public String runtime() {
    return "onnx";
  }

  @Override
  public Path write(TinyModel model, Path folder) throws IOException {
    return model.write(folder);
  }
}
