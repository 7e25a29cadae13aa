package dev.firstlight.bench.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.models.PackageVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortablePackageTest {
  @TempDir Path folder;

  @Test
  void preparedArtifact_isLeftOutAndTheRestVerifies() throws IOException {
    Path whole = TinyModels.classifier(folder.resolve("tiny"));
    Path json = whole.resolve("model.json");
    String artifact = "\"artifacts\":[";
    String text = Files.readString(json).replaceAll("\"artifacts\"\\s*:\\s*\\[", artifact);
    String portable = text.substring(text.indexOf(artifact) + artifact.length());
    String prepared =
        portable
            .substring(0, portable.lastIndexOf(']'))
            .replaceFirst("\"name\"\\s*:\\s*\"[^\"]*\"", "\"name\":\"prepared\"")
            .replaceFirst("\\{", "{\"requires\":{\"architecture\":\"x86_64\"},");
    Files.writeString(json, text.replace(artifact, artifact + prepared + ","));
    ModelFolder model = ModelFolder.read(whole);
    assertEquals(2, model.manifest().artifacts().size());
    assertTrue(PortablePackage.differsFrom(model));

    ModelFolder made = PortablePackage.of(model, folder.resolve("for-peers"));
    assertFalse(PortablePackage.differsFrom(made));
    assertEquals(List.of("onnx"), made.runtimes());
    assertEquals(made.manifest(), PackageVerifier.verify(made.folder()));
    assertArrayEquals(
        Files.readAllBytes(whole.resolve("model.onnx")),
        Files.readAllBytes(made.folder().resolve("model.onnx")));
  }
}
