package dev.firstlight.bench.compare;

import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import java.nio.file.Path;
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
   * @throws dev.firstlight.bench.fault.BenchException of kind FILE if it cannot be made
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
    return LinkedPackage.of(model, manifest, parent.resolve(model.folder().getFileName()));
  }
}
