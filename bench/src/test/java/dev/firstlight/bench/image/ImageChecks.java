package dev.firstlight.bench.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.model.Samples;
import dev.firstlight.json.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What every image must be, whatever it starts. */
final class ImageChecks {
  /** The study's image with MobileNet and ONNX Runtime had 391 MB. */
  private static final double MOST_BYTES = 391e6;

  private ImageChecks() {}

  /** The model in the image is served, from the archive, and nothing is written to the disk. */
  static void checkServesItsModel(Container container) throws IOException, InterruptedException {
    try (container) {
      Answer answer = container.send(Call.post("/predict", "image/png", Samples.coffee()));
      assertEquals(200, answer.status(), answer::text);
      List<String> log = container.log();
      assertFalse(log.stream().anyMatch(line -> line.contains("starting without")), log::toString);
      String maps = container.run("cat", "/proc/1/maps");
      assertTrue(maps.contains("/opt/firstlight/archive."), "the archive is not mapped: " + maps);
      assertTrue(maps.contains("/opt/firstlight/native/libonnxruntime"), maps);
      String written = container.run("find", "/tmp", "-type", "f");
      assertEquals("", written, "files were written to /tmp");
      assertEquals(
          "read-only",
          container.run("sh", "-c", "touch /x 2>&1 | sed 's/.*Read-only.*/read-only/'"));
    }
  }

  /** As the platforms' registries will see it. */
  static void checkImage(BuiltImages images) throws IOException, InterruptedException {
    JsonNode image =
        JsonNode.read(
                images
                    .podman()
                    .output(List.of("image", "inspect", images.image()))
                    .getBytes(StandardCharsets.UTF_8))
            .elements()
            .get(0);
    double bytes = image.get("Size").asDouble();
    assertTrue(bytes < MOST_BYTES, "the image has " + bytes + " bytes");
    assertEquals("65532:65532", image.get("Config").get("User").asString());
    JsonNode labels = image.get("Config").get("Labels");
    for (String label : List.of("title", "version", "revision", "created", "licenses")) {
      assertFalse(
          labels.get("org.opencontainers.image." + label).asString().isEmpty(),
          "label " + label + " is empty");
    }
  }
}
