package dev.firstlight.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.ManifestReader;
import dev.firstlight.model.ModelManifest;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MobileNetModelTest {
  /** Of seed 1; if it changes, so do the weights of every package built from now on. */
  private static final String GOLDEN_SHA256 =
      "5487462924e0d6c5bac025e90509597f8dc0eb1e8fdf3d830a0aef456c4e4428";

  private static Path directory = Path.of("");
  private static float[][] scores = {};

  @BeforeAll
  static void build(@TempDir Path folder) throws OrtException {
    directory = folder.resolve("mobilenet");
    BuiltPackage built = Models.named("mobilenet").build(directory, BuildOptions.DEFAULTS);
    assertTrue(built.written());
    scores = scores(directory.resolve("model.onnx"));
  }

  @Test
  void package_isWhatItsManifestSays() throws IOException {
    ModelManifest manifest = PackageVerifier.verify(directory);
    assertEquals(
        manifest, ManifestReader.read(Files.readAllBytes(directory.resolve("model.json")), "test"));
    assertEquals("mobilenet", manifest.name());
    assertEquals("random weights, seed 1", manifest.provenance());
    assertEquals(1000, Files.readAllLines(directory.resolve("labels.txt")).size());
  }

  @Test
  void documentedExample_isThisPackage() throws IOException {
    String page = Files.readString(Path.of("../docs/model-package.md"));
    String example =
        page.substring(page.indexOf("```json") + 7, page.indexOf("```\n\n## The keys"));
    assertEquals(
        PackageVerifier.verify(directory),
        ManifestReader.read(example.getBytes(StandardCharsets.UTF_8), "docs"));
  }

  @Test
  void weights_areTheSameOnEveryMachine() {
    ModelManifest manifest = PackageVerifier.verify(directory);
    assertEquals(GOLDEN_SHA256, manifest.artifacts().get(0).files().get(0).sha256());
  }

  @Test
  void model_hasTheSizeOfTheStudy() {
    // 4,221,032 numbers of 4 bytes are left of 4,253,864 once normalisation is folded.
    long bytes = PackageVerifier.verify(directory).artifacts().get(0).bytes();
    assertTrue(bytes > 4_221_032 * 4 && bytes < 4_221_032 * 4 + 20_000, bytes + " bytes");
  }

  @Test
  void scores_haveASaneSpread() {
    for (float[] image : scores) {
      double deviation =
          Math.sqrt(
              IntStream.range(0, image.length).mapToDouble(i -> image[i] * image[i]).sum()
                  / image.length);
      assertTrue(deviation > 0.5 && deviation < 6, "deviation " + deviation);
    }
  }

  @Test
  void differentImages_haveDifferentClasses() {
    long distinct = IntStream.range(0, scores.length).map(i -> best(scores[i])).distinct().count();
    assertEquals(scores.length, distinct);
  }

  private static int best(float[] image) {
    return IntStream.range(0, image.length)
        .reduce(0, (one, other) -> image[one] >= image[other] ? one : other);
  }

  private static float[][] scores(Path model) throws OrtException {
    String[] names = {"chelsea-224.jpg", "coffee-224.jpg", "rocket-224.jpg"};
    FloatBuffer pixels = FloatBuffer.allocate(names.length * 3 * 224 * 224);
    for (String name : names) {
      pixels.put(SamplePixels.of(name));
    }
    long[] shape = LongStream.of(names.length, 3, 224, 224).toArray();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = environment.createSession(model.toString(), options);
        OnnxTensor input = OnnxTensor.createTensor(environment, pixels.flip(), shape);
        OrtSession.Result result = session.run(Map.of("input", input))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  @Test
  void secondBuild_findsTheSameAndWritesNothing() throws IOException {
    FileTime before = Files.getLastModifiedTime(directory.resolve("model.onnx"));
    BuiltPackage again = Models.named("mobilenet").build(directory, BuildOptions.DEFAULTS);
    assertFalse(again.written());
    assertEquals(before, Files.getLastModifiedTime(directory.resolve("model.onnx")));
  }

  @Test
  void anotherSeed_isAnotherPackage(@TempDir Path folder) {
    BuiltPackage other =
        Models.named("mobilenet").build(folder.resolve("m"), BuildOptions.DEFAULTS.withSeed(2));
    assertEquals("random weights, seed 2", other.manifest().provenance());
    assertNotEquals(PackageVerifier.verify(directory).artifacts(), other.manifest().artifacts());
  }

  @Test
  void source_isRefused() {
    StartException refused =
        assertThrows(
            StartException.class,
            () ->
                Models.named("mobilenet")
                    .build(directory, BuildOptions.DEFAULTS.withSource(Path.of("x.jar"))));
    assertEquals(StartException.Kind.CONFIGURATION, refused.kind());
  }
}
