package dev.firstlight.bench.compare;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ManifestWriter;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model package without its prepared artifacts, for peers: what somebody would serve who knows of
 * none. Its files are links to those of the whole package.
 */
final class PortablePackage {
  private PortablePackage() {}

  /** Whether a package has anything to leave out. */
  static boolean differsFrom(ModelFolder model) {
    return model.manifest().artifacts().stream()
        .anyMatch(artifact -> !artifact.requires().isPortable());
  }

  /**
   * Makes it.
   *
   * @param parent where its folder goes, which is named like the package's
   * @throws BenchException of kind FILE if it cannot be made
   */
  static ModelFolder of(ModelFolder model, Path parent) {
    ModelManifest whole = model.manifest();
    List<Artifact> portable =
        whole.artifacts().stream().filter(artifact -> artifact.requires().isPortable()).toList();
    ModelManifest manifest =
        new ModelManifest(
            whole.name(),
            whole.version(),
            whole.task(),
            whole.licence(),
            whole.provenance(),
            whole.inputs(),
            whole.outputs(),
            whole.preprocessing(),
            whole.postprocessing(),
            whole.warmup(),
            whole.files(),
            portable);
    Path folder = parent.resolve(model.folder().getFileName());
    List<PackageFile> files = new ArrayList<>(manifest.files());
    portable.forEach(artifact -> files.addAll(artifact.files()));
    try {
      Files.createDirectories(folder);
      for (PackageFile file : files) {
        link(folder.resolve(file.path()), model.folder().resolve(file.path()));
      }
      Files.write(folder.resolve(ModelManifest.FILE), ManifestWriter.write(manifest));
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.FILE, "cannot write to \"%s\": %s".formatted(folder, e), e);
    }
    return new ModelFolder(folder, manifest);
  }

  private static void link(Path link, Path file) throws IOException {
    if (!Files.exists(link)) { // two artifacts may share a file
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, file.toRealPath());
    }
  }
}
