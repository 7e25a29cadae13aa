package dev.firstlight.onnx;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.model.Artifact;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Requirements;
import dev.firstlight.runtime.LocalArtifact;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WeightPackingTest {
  private static final String DIGEST = "0".repeat(64);

  @Test
  void weightsWithinTheGraph_arePacked() {
    assertTrue(WeightPacking.pays(artifact(600_000_000)));
  }

  @Test
  void smallWeightsBesideTheGraph_arePacked() {
    assertTrue(WeightPacking.pays(artifact(8_000, 46_000_000)));
  }

  @Test
  void largeWeightsBesideTheGraph_areNot_alsoInSeveralFiles() {
    assertFalse(WeightPacking.pays(artifact(8_000, WeightPacking.MOST_BYTES)));
    assertFalse(WeightPacking.pays(artifact(8_000, 200L << 20, 200L << 20)));
  }

  private static LocalArtifact artifact(long... bytes) {
    List<PackageFile> files =
        Stream.iterate(0, i -> i + 1)
            .limit(bytes.length)
            .map(i -> new PackageFile("file-" + i, bytes[i], DIGEST))
            .toList();
    Map<String, Path> places = new HashMap<>();
    files.forEach(file -> places.put(file.path(), Path.of(file.path())));
    return new LocalArtifact(
        new Artifact("portable", "onnx", files, Optional.empty(), Requirements.NONE), places);
  }
}
