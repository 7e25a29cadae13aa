package dev.firstlight.conformance.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.model.Artifact;
import dev.firstlight.model.ManifestReader;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TinyModelsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void everyFile_isWhatTheManifestSays(TinyModel model) throws Exception {
    Path written = model.write(folder.resolve("first"));
    ModelManifest manifest =
        ManifestReader.read(Files.readAllBytes(written.resolve("model.json")), "test");
    assertTrue(manifest.hasRandomWeights());
    List<PackageFile> files = new ArrayList<>(manifest.files());
    for (Artifact artifact : manifest.artifacts()) {
      files.addAll(artifact.files());
    }
    for (PackageFile file : files) {
      byte[] bytes = Files.readAllBytes(written.resolve(file.path()));
      assertEquals(file.bytes(), bytes.length);
      assertEquals(file.sha256(), PackageWriter.sha256(bytes));
    }
  }

  @ParameterizedTest
  @EnumSource
  void writingTwice_givesTheSameBytes(TinyModel model) throws Exception {
    Path first = model.write(folder.resolve("first"));
    Path second = model.write(folder.resolve("second"));
    for (String file : List.of("model.json", "model.onnx")) {
      assertArrayEquals(
          Files.readAllBytes(first.resolve(file)), Files.readAllBytes(second.resolve(file)), file);
    }
  }

  @ParameterizedTest
  @EnumSource
  void breaking_leavesWhatItSays(BrokenPackage broken) throws Exception {
    Path written = TinyModels.classifier(folder.resolve("broken"));
    String culprit = broken.apply(written);
    assertTrue(List.of("model.json", "model.onnx").contains(culprit), culprit);
    Path manifest = written.resolve("model.json");
    switch (broken) {
      case NO_MANIFEST -> assertTrue(Files.notExists(manifest));
      case HALF_MANIFEST -> {
        byte[] half = Files.readAllBytes(manifest);
        assertThrows(RuntimeException.class, () -> ManifestReader.read(half, "test"));
      }
      default -> {
        PackageFile model =
            ManifestReader.read(Files.readAllBytes(manifest), "test")
                .artifacts()
                .get(0)
                .files()
                .get(0);
        Path file = written.resolve(model.path());
        boolean whole =
            Files.isRegularFile(file)
                && PackageWriter.sha256(Files.readAllBytes(file)).equals(model.sha256());
        assertEquals(broken == BrokenPackage.NO_MODEL, whole);
      }
    }
  }
}
