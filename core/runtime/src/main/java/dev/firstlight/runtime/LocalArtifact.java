package dev.firstlight.runtime;

import dev.firstlight.model.Artifact;
import dev.firstlight.model.TensorSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An artifact whose files are complete and verified on this machine.
 *
 * @param artifact what the manifest says of it
 * @param files for each of its files' package paths, where it lies; files of one artifact lie in
 *     one directory tree as the package has them, so that one may refer to another
 * @param inputs the inputs that the manifest declares, for a format that does not say them itself
 * @param outputs the outputs that the manifest declares, likewise
 */
public record LocalArtifact(
    Artifact artifact, Map<String, Path> files, List<TensorSpec> inputs, List<TensorSpec> outputs) {
  public LocalArtifact {
    files = Map.copyOf(files);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    for (var file : artifact.files()) {
      if (!files.containsKey(file.path())) {
        throw new IllegalArgumentException(
            "artifact \"" + artifact.name() + "\" lacks its file \"" + file.path() + "\"");
      }
    }
  }

  /** An artifact of a format that says its inputs and outputs itself. */
  public LocalArtifact(Artifact artifact, Map<String, Path> files) {
    this(artifact, files, List.of(), List.of());
  }

  /** The file to open. */
  public Path main() {
    Path main = files.get(artifact.files().get(0).path());
    if (main == null) {
      throw new IllegalStateException("checked by the constructor");
    }
    return main;
  }
}
