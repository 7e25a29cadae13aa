package dev.firstlight.runtime;

import dev.firstlight.model.Artifact;
import java.nio.file.Path;
import java.util.Map;

/**
 * An artifact whose files are complete and verified on this machine.
 *
 * @param artifact what the manifest says of it
 * @param files for each of its files' package paths, where it lies; files of one artifact lie in
 *     one directory tree as the package has them, so that one may refer to another
 */
public record LocalArtifact(Artifact artifact, Map<String, Path> files) {
  public LocalArtifact {
    files = Map.copyOf(files);
    for (var file : artifact.files()) {
      if (!files.containsKey(file.path())) {
        throw new IllegalArgumentException(
            "artifact \"" + artifact.name() + "\" lacks its file \"" + file.path() + "\"");
      }
    }
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
