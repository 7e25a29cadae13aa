package dev.firstlight.models;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ManifestReader;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A package that lies at the target already and is the same model in every respect but its
 * artifacts: what it has for other runtimes goes into the new package too, and what was prepared
 * from artifacts that are the same.
 *
 * @param old its manifest
 * @param kept its artifacts for runtimes that the new package was not built for
 */
record PackageExtension(ModelManifest old, List<Artifact> kept) {
  /** The package there, if it can be extended to the manifest. */
  static Optional<PackageExtension> of(Path target, ModelManifest manifest) throws IOException {
    Optional<ModelManifest> there = read(target);
    if (there.isEmpty()) {
      return Optional.empty();
    }
    ModelManifest old = there.get();
    if (!old.withArtifacts(manifest.artifacts()).equals(manifest)) {
      return Optional.empty();
    }
    List<String> runtimes = manifest.artifacts().stream().map(Artifact::runtime).toList();
    return Optional.of(
        new PackageExtension(
            old,
            old.artifacts().stream()
                .filter(
                    artifact ->
                        !runtimes.contains(artifact.runtime())
                            || artifact
                                .prepared()
                                .filter(made -> isSame(old, manifest, made.from()))
                                .isPresent())
                .toList()));
  }

  /** Whether the artifact of that name is the same in both. */
  private static boolean isSame(ModelManifest old, ModelManifest manifest, String name) {
    return manifest.artifacts().stream()
        .anyMatch(artifact -> artifact.name().equals(name) && old.artifacts().contains(artifact));
  }

  /** The new manifest with the artifacts that are kept, in that order of runtimes. */
  ModelManifest extended(ModelManifest manifest, List<String> order) {
    List<Artifact> all = new ArrayList<>(manifest.artifacts());
    all.addAll(kept);
    all.sort(
        Comparator.comparingInt((Artifact artifact) -> rank(order, artifact.runtime()))
            .thenComparing(artifact -> artifact.prepared().isEmpty()));
    return manifest.withArtifacts(all);
  }

  private static int rank(List<String> order, String runtime) {
    int index = order.indexOf(runtime);
    return index < 0 ? order.size() : index;
  }

  /**
   * Whether the package there is still the one that was read, and has nothing that the new one
   * would change.
   */
  boolean holds(Path built, Path target) throws IOException {
    if (!read(target).equals(Optional.of(old))) {
      return false;
    }
    List<PackageFile> files = new ArrayList<>(old.files());
    old.artifacts().forEach(artifact -> files.addAll(artifact.files()));
    for (PackageFile file : files) {
      Path fresh = built.resolve(file.path());
      Path there = target.resolve(file.path());
      if (!Files.isRegularFile(fresh)
          || !Files.isRegularFile(there)
          || Files.mismatch(fresh, there) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** The manifest there; one that cannot be read is a different package, and treated as one. */
  private static Optional<ModelManifest> read(Path target) throws IOException {
    Path file = target.resolve(ModelManifest.FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] json = stream.readNBytes(ManifestReader.MAX_BYTES + 1);
      return Optional.of(ManifestReader.read(json, target.toString()));
    } catch (StartException e) {
      return Optional.empty();
    }
  }
}
