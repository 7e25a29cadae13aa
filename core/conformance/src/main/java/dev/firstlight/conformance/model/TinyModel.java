package dev.firstlight.conformance.model;

import java.io.IOException;
import java.nio.file.Path;

/** One of the {@link TinyModels}. */
public enum TinyModel {
  CLASSIFIER {
    @Override
    public Path write(Path folder) throws IOException {
      return TinyModels.classifier(folder);
    }
  },
  EMBEDDER {
    @Override
    public Path write(Path folder) throws IOException {
      return TinyModels.embedder(folder);
    }
  },
  TENSORS {
    @Override
    public Path write(Path folder) throws IOException {
      return TinyModels.tensors(folder);
    }
  };

  /**
   * Writes its package.
   *
   * @return the folder
   */
  public abstract Path write(Path folder) throws IOException;
}
