package dev.firstlight.models.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.firstlight.model.Artifact;
import dev.firstlight.model.ManifestWriter;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.models.PackageVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The load stage of a prepared artifact against that of the portable one, each in a process of its
 * own, in turn. Not part of the build: {@code mvn test -pl models -am -Dtest=PreparedLoadBenchmark
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfirstlight.model=FOLDER} with the folder of a prepared
 * package.
 */
class PreparedLoadBenchmark {
  private static final int PAIRS = 15;

  @TempDir Path folder;

  @Test
  void preparedAndPortable_inTurn() throws Exception {
    Path prepared = Path.of(Objects.requireNonNull(System.getProperty("firstlight.model")));
    ModelManifest manifest = PackageVerifier.verify(prepared);
    Path portable = portable(prepared, manifest);
    List<Double> fast = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int pair = 0; pair < PAIRS; pair++) {
      double one = load(prepared, manifest.artifacts().get(0).name());
      double other = load(portable, manifest.artifacts().get(1).name());
      fast.add(one);
      plain.add(other);
      ratios.add(other / one);
    }
    System.out.printf(
        Locale.ROOT,
        "%s: load stage, ms, median (largest): prepared %s, portable %s; portable / prepared %s%n",
        manifest.name(),
        text(fast),
        text(plain),
        text(ratios));
  }

  /** The same package without what was prepared, of the same files. */
  private Path portable(Path prepared, ModelManifest manifest) throws IOException {
    Path portable = Files.createDirectories(folder.resolve("portable"));
    List<Artifact> artifacts =
        manifest.artifacts().stream().filter(one -> one.prepared().isEmpty()).toList();
    Set<PackageFile> files = new LinkedHashSet<>(manifest.files());
    artifacts.forEach(artifact -> files.addAll(artifact.files()));
    for (PackageFile file : files) {
      Path place = portable.resolve(file.path());
      Files.createDirectories(Objects.requireNonNull(place.getParent()));
      Files.createSymbolicLink(place, prepared.resolve(file.path()).toRealPath());
    }
    Files.write(
        portable.resolve(ModelManifest.FILE),
        ManifestWriter.write(manifest.withArtifacts(artifacts)));
    return portable;
  }

  private double load(Path model, String artifact) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LoadProcess.class.getName(),
                model.toString(),
                folder.resolve("cache").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    String[] words = said.trim().split(" ");
    assertEquals(artifact, words[1]);
    return Double.parseDouble(words[0]);
  }

  private static String text(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return String.format(
        Locale.ROOT, "%.1f (%.1f)", sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
  }
}
