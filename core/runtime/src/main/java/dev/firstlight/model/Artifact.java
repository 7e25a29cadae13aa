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
 * @param prepared how it was made from a portable one, if it was
 */
public record Artifact(
    String name,
    String runtime,
    List<PackageFile> files,
    Optional<ImagePreprocessing.Layout> layout,
    Requirements requires,
    Optional<Preparation> prepared) {
  public Artifact {
    files = List.copyOf(files);
    if (name.isBlank() || runtime.isBlank()) {
      throw new IllegalArgumentException("an artifact needs a name and a runtime");
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("artifact \"" + name + "\" has no files");
    }
    if (prepared.isPresent()
        && (requires.instructionSet().isEmpty() || requires.runtimeVersion().isEmpty())) {
      throw new IllegalArgumentException(
          "artifact \""
              + name
              + "\" is prepared, so it must require an instructionSet and a runtimeVersion");
    }
  }

  /** One that was not prepared. */
  public Artifact(
      String name,
      String runtime,
      List<PackageFile> files,
      Optional<ImagePreprocessing.Layout> layout,
      Requirements requires) {
    this(name, runtime, files, layout, requires, Optional.empty());
  }

  /** The sum of its files' sizes. */
  public long bytes() {
    return files.stream().mapToLong(PackageFile::bytes).sum();
  }
}
