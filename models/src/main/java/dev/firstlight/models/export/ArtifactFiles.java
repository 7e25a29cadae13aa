package dev.firstlight.models.export;

import java.io.IOException;

/** Takes the files of an artifact, the one to open first. */
@FunctionalInterface
public interface ArtifactFiles {
  /**
   * Writes a file.
   *
   * @param path in the model package, with forward slashes
   */
  void add(String path, Content content) throws IOException;
}
