package dev.firstlight.model;

import java.util.List;
import java.util.Optional;

/**
 * One form of the model that one serving runtime can load. A cold start fetches only the files of
 * the artifact it chose.
 *
 * @param name unique in its package
 * @param runtime the serving runtime that loads it: {@code onnx}, {@code tensorflow}, {@code
 *     pytorch} or another that is on the class path
 * @param files its files; the first is the one to open
 * @param layout the layout of its image tensors where it differs from the package's
 * @param requires what must hold of the machine; empty for a portable artifact
 */
public record Artifact(
    String name,
    String runtime,
    List<PackageFile> files,
    Optional<ImagePreprocessing.Layout> layout,
    Requirements requires) {
  public Artifact {
    files = List.copyOf(files);
    if (name.isBlank() || runtime.isBlank()) {
      throw new IllegalArgumentException("an artifact needs a name and a runtime");
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("artifact \"" + name + "\" has no files");
    }
  }

  /** The sum of its files' sizes. */
  public long bytes() {
    return files.stream().mapToLong(PackageFile::bytes).sum();
  }
}
