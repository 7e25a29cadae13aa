package dev.firstlight.models;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Requirements;
import dev.firstlight.models.export.Content;
import dev.firstlight.models.export.Exporter;
import dev.firstlight.models.graph.Graph;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A model with random weights: the shape and cost of the real one, none of its knowledge. */
interface SeededModel extends BuildableModel {
  /** The seed of packages that are built without naming one. */
  long DEFAULT_SEED = 1;

  /** The model itself. */
  Graph graph(long seed);

  /**
   * Writes what every artifact needs, and describes the package.
   *
   * @param options as they were given
   * @param provenance that the manifest must begin with
   */
  ModelManifest describe(
      BuildOptions options, String provenance, List<Artifact> artifacts, PackageWriter writer)
      throws IOException;

  /** What people read of the package. */
  String readme(long seed);

  /** Whether anything but the weights is taken from a jar, which {@code --source} may name. */
  default boolean hasSource() {
    return false;
  }

  @Override
  default List<String> runtimes() {
    return Exporters.ALL.stream().map(Exporter::runtime).toList();
  }

  @Override
  default BuiltPackage build(Path directory, BuildOptions options) {
    if (options.source().isPresent() && !hasSource()) {
      throw new StartException(
          StartException.Kind.CONFIGURATION,
          "model \"%s\" is made from a seed and has no source; leave out --source"
              .formatted(name()));
    }
    List<String> runtimes = RuntimeChoice.of(this, options);
    long seed = options.seed().orElse(DEFAULT_SEED);
    try (PackageWriter writer = PackageWriter.to(directory, options.replace())) {
      Graph graph = graph(seed);
      List<Artifact> artifacts = new ArrayList<>();
      for (Exporter exporter : Exporters.ALL) {
        if (runtimes.contains(exporter.runtime())) {
          artifacts.add(export(exporter, graph, writer));
        }
      }
      ModelManifest manifest =
          describe(options, ModelManifest.RANDOM_WEIGHTS + ", seed " + seed, artifacts, writer);
      writer.document("LICENSE", Resources.named("apache-2.0.txt"));
      writer.document("README.md", Content.of(readme(seed).getBytes(StandardCharsets.UTF_8)));
      return writer.commit(writer.extended(manifest, runtimes()));
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.STORE,
          "package \"%s\" cannot be written: %s".formatted(directory, e),
          e);
    }
  }

  private static Artifact export(Exporter exporter, Graph graph, PackageWriter writer)
      throws IOException {
    List<PackageFile> files = new ArrayList<>();
    exporter.write(graph, (path, content) -> files.add(writer.add(path, content)));
    return new Artifact(
        exporter.runtime(), exporter.runtime(), files, Optional.empty(), Requirements.NONE);
  }
}
