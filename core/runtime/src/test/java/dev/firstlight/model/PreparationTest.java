package dev.firstlight.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.model.Preparation.Form;
import dev.firstlight.model.Preparation.Measured;
import dev.firstlight.tensor.DataType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreparationTest {
  private static final Requirements HERE =
      new Requirements(
          Optional.of("linux"), Optional.of("x86_64"), Optional.of("avx+avx2"), Optional.of("1"));
  private static final Preparation MADE =
      new Preparation(
          "portable",
          Form.MAPPED,
          "it is fastest",
          List.of(
              new Measured(Preparation.PORTABLE, 250.125, 40, 20),
              new Measured("mapped", 5, 50, 30)));

  private static Artifact artifact(String name, Requirements requires, Optional<Preparation> made) {
    return new Artifact(
        name,
        "onnx",
        List.of(new PackageFile(name + ".onnx", 1, "a".repeat(64))),
        Optional.empty(),
        requires,
        made);
  }

  private static final Artifact PORTABLE =
      artifact("portable", Requirements.NONE, Optional.empty());

  @Test
  void manifest_withAPreparedArtifact_isReadAsItWasWritten() {
    ModelManifest manifest =
        Manifests.echo(DataType.FP32, -1)
            .withArtifacts(List.of(artifact("fast", HERE, Optional.of(MADE)), PORTABLE));
    assertEquals(manifest, ManifestReader.read(ManifestWriter.write(manifest), "test"));
  }

  @Test
  void slowdown_isTheRatioOfPredictions() {
    assertEquals(1.5, MADE.slowdown());
    assertEquals(1, new Preparation("portable", Form.MAPPED, "", List.of()).slowdown());
  }

  @Test
  void preparedArtifact_withoutRequirements_isRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> artifact("fast", Requirements.NONE, Optional.of(MADE)));
    assertTrue(e.toString().contains("instructionSet"), e.toString());
  }

  @Test
  void preparedArtifact_withoutItsPortableOne_isRefused() {
    ModelManifest echo = Manifests.echo(DataType.FP32, -1);
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> echo.withArtifacts(List.of(artifact("fast", HERE, Optional.of(MADE)))));
    assertTrue(e.toString().contains("\"portable\""), e.toString());
  }
}
