package dev.firstlight.onnx;

import static dev.firstlight.onnx.TestGraph.UNNAMED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Requirements;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models of every shape, on the real runtime. */
@Timeout(120)
class OnnxModelTest {
  private static final int CALLERS = 4;

  @TempDir Path folder;
  private final OnnxServingRuntime runtime = new OnnxServingRuntime();
  private final Buffers buffers = new Buffers(1 << 20);

  @BeforeEach
  void importLibraries() {
    runtime.importLibraries(options());
  }

  private RuntimeOptions options() {
    return new RuntimeOptions(
        folder.resolve("cache"), Optional.empty(), 1, false, buffers);
  }

  private LoadedModel load(TestGraph graph) throws IOException {
    Path model = graph.write(folder).resolve("model.onnx");
    Artifact artifact =
        new Artifact(
            "onnx",
            "onnx",
            List.of(new PackageFile("model.onnx", 1, "00".repeat(32))),
            Optional.empty(),
            Requirements.NONE);
    return runtime.load(new LocalArtifact(artifact, Map.of("model.onnx", model)), options());
  }

  private static TestGraph doubler(String samples) {
    return new TestGraph()
        .input("x", DataType.FP32, samples, 2)
        .output("y", DataType.FP32, samples, 2)
        .node("Add", "x,x", "y");
  }

  private static Tensor pairs(int samples) {
    float[] values = new float[samples * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return Tensor.of("x", values, samples, 2);
  }

  @Test
  void outputWithNamedDimensions_isWrittenToABufferOfOurs() throws IOException {
    try (LoadedModel model = load(doubler("samples"))) {
      Outputs outputs = model.run(List.of(pairs(3)), List.of());
      assertTrue(buffers.leasedBytes() > 0);
      assertTrue(outputs.tensors().get(0).data().isDirect());
      assertArrayEquals(
          new float[] {0, 2, 4, 6, 8, 10}, outputs.tensors().get(0).floats());
      outputs.close();
      assertEquals(0, buffers.leasedBytes());
    }
  }

  @Test
  void outputWithAnUnnamedDimension_isCopied() throws IOException {
    try (LoadedModel model = load(doubler(UNNAMED));
        Outputs outputs = model.run(List.of(pairs(3)), List.of())) {
      assertEquals(0, buffers.leasedBytes());
      assertEquals(Shape.of(3, 2), outputs.tensors().get(0).shape());
      assertArrayEquals(
          new float[] {0, 2, 4, 6, 8, 10}, outputs.tensors().get(0).floats());
    }
  }

  @Test
  void outputOfAnotherShapeThanItsNamesSay_isServedAllTheSame() throws IOException {
    TestGraph graph =
        new TestGraph()
            .input("x", DataType.FP32, "samples")
            .output("y", DataType.FP32, "samples")
            .weights("two", 2)
            .node("Less", "x,two", "small")
            .node("Compress", "x,small", "y", TestGraph.number("axis", 0));
    try (LoadedModel model = load(graph)) {
      for (int i = 0; i < 2; i++) {
        try (Outputs outputs =
            model.run(List.of(Tensor.of("x", new float[] {5, 1, 9, 0}, 4)), List.of())) {
          assertArrayEquals(new float[] {1, 0}, outputs.tensors().get(0).floats());
        }
      }
    }
    assertEquals(0, buffers.leasedBytes());
  }

  @Test
  void refusedInput_leaksNothing() throws IOException {
    try (LoadedModel model = load(doubler("samples"))) {
      Tensor wrong = Tensor.of("x", new float[3], 1, 3);
      RequestException e =
          assertThrows(
              RequestException.class, () -> model.run(List.of(wrong), List.of()));
      assertEquals(RequestException.Kind.BAD_REQUEST, e.kind());
      assertEquals(0, buffers.leasedBytes());
    }
  }

  @Test
  void closeUnderRunningCalls_endsEachWithAPredictionOrAClearError() throws Exception {
    LoadedModel model = load(doubler("samples"));
    CountDownLatch allRun = new CountDownLatch(CALLERS);
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      List<CompletableFuture<RequestException>> ends = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        ends.add(CompletableFuture.supplyAsync(() -> runUntilRefused(model, allRun), callers));
      }
      assertTrue(allRun.await(60, TimeUnit.SECONDS));
      model.close();
      for (CompletableFuture<RequestException> end : ends) {
        RequestException e = end.get(60, TimeUnit.SECONDS);
        assertEquals(RequestException.Kind.UNAVAILABLE, e.kind());
        assertEquals("the model was closed", e.getMessage());
      }
    } finally {
      callers.shutdownNow();
    }
    assertEquals(0, buffers.leasedBytes());
    model.close(); // twice is harmless
  }

  /** Runs without a pause, so that the close meets runs; every answer must be right. */
  private static RequestException runUntilRefused(LoadedModel model, CountDownLatch allRun) {
    Tensor input = pairs(1000);
    boolean first = true;
    while (true) {
      try (Outputs outputs = model.run(List.of(input), List.of())) {
        assertEquals(2f * 1999, outputs.tensors().get(0).floats()[1999]);
      } catch (RequestException e) {
        return e;
      }
      if (first) {
        first = false;
        allRun.countDown();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"UINT16", "UINT32", "UINT64"})
  void unsignedTensor_keepsEveryBit(DataType type) throws IOException {
    TestGraph graph =
        new TestGraph()
            .input("x", type, "n")
            .output("y", type, "n")
            .output("bits", DataType.FP64, "n")
            .node("Identity", "x", "y")
            .node("Cast", "x", "bits", TestGraph.number("to", 11));
    ByteBuffer data = ByteBuffer.allocate(3 * type.width()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < type.width(); i++) {
      data.put(i, (byte) 0xff);
    }
    data.put(type.width(), (byte) 7).put(3 * type.width() - 1, (byte) 0x80);
    try (LoadedModel model = load(graph);
        Outputs outputs =
            model.run(List.of(new Tensor("x", type, Shape.of(3), data)), List.of())) {
      Tensor same = outputs.tensors().get(0);
      assertEquals(type, same.datatype());
      assertEquals(data.rewind(), same.data());
      ByteBuffer numbers = outputs.tensors().get(1).data();
      assertEquals(Math.pow(2, 8 * type.width()), numbers.getDouble(), 1);
      assertEquals(7, numbers.getDouble());
      assertEquals(Math.pow(2, 8 * type.width() - 1), numbers.getDouble());
    }
  }

  @Test
  void texts_comeAndGoByteForByte() throws IOException {
    String[] words = {"plain", "žluť", "中", "😀", "a\0b", "ð", "það", "x😀y😀", ""};
    Long[] ids = {1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L};
    TestGraph graph =
        new TestGraph()
            .input("word", DataType.BYTES, UNNAMED)
            .output("id", DataType.INT64, UNNAMED)
            .output("same", DataType.BYTES, UNNAMED)
            .node(
                "ai.onnx.ml.LabelEncoder",
                "word",
                "id",
                TestGraph.strings("keys_strings", words),
                TestGraph.numbers("values_int64s", ids))
            .node("Identity", "word", "same");
    try (LoadedModel model = load(graph)) {
      Tensor input = Tensor.of("word", List.of(words), words.length);
      try (Outputs outputs = model.run(List.of(input), List.of("id"))) {
        assertArrayEquals(
            new long[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, outputs.tensors().get(0).longs());
      }
      List<String> speakable = new ArrayList<>(List.of(words));
      speakable.remove("a\0b"); // ONNX Runtime's Java part ends a text at its first NUL
      Tensor texts = Tensor.of("word", speakable, speakable.size());
      try (Outputs outputs = model.run(List.of(texts), List.of("same"))) {
        assertEquals(
            speakable,
            outputs.tensors().get(0).byteStrings().stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList());
      }
    }
  }

  @Test
  void bytesThatAreNoText_reachTheModel() throws IOException {
    TestGraph graph =
        new TestGraph()
            .input("x", DataType.BYTES, 1)
            .input("y", DataType.BYTES, 1)
            .output("equal", DataType.BOOL, 1)
            .node("Equal", "x,y", "equal");
    byte[] latin = {(byte) 0xe9, (byte) 0xff};
    byte[] replaced = "\ufffd\ufffd".getBytes(StandardCharsets.UTF_8);
    try (LoadedModel model = load(graph);
        Outputs same = model.run(List.of(text("x", latin), text("y", latin)), List.of());
        Outputs other = model.run(List.of(text("x", latin), text("y", replaced)), List.of())) {
      assertEquals(1, same.tensors().get(0).data().get());
      assertEquals(0, other.tensors().get(0).data().get());
    }
  }

  private static Tensor text(String name, byte[] bytes) {
    return Tensor.ofBytes(name, List.of(bytes), Shape.of(1));
  }

  @Test
  void zipMap_becomesAMatrixWithItsClassesInOrder() throws IOException {
    TestGraph graph =
        new TestGraph()
            .input("x", DataType.FP32, "samples", 3)
            .output("label", DataType.FP32, "samples", 3)
            .outputOfMaps("probabilities", DataType.INT64)
            .node("Identity", "x", "label")
            .node(
                "ai.onnx.ml.ZipMap",
                "x",
                "probabilities",
                TestGraph.numbers("classlabels_int64s", 10L, 2L, 7L));
    try (LoadedModel model = load(graph)) {
      assertEquals(Shape.of(-1, -1), model.outputs().get(1).shape());
      Tensor scores = Tensor.of("x", new float[] {.1f, .2f, .7f, .5f, .3f, .2f}, 2, 3);
      try (Outputs outputs = model.run(List.of(scores), List.of("probabilities"))) {
        Tensor matrix = outputs.tensors().get(0);
        assertEquals(Shape.of(2, 3), matrix.shape());
        assertArrayEquals(new float[] {.2f, .7f, .1f, .3f, .2f, .5f}, matrix.floats());
      }
    }
  }

  @Test
  void zipMapOfNames_hasItsClassesInOrderToo() throws IOException {
    TestGraph graph =
        new TestGraph()
            .input("x", DataType.FP32, "samples", 2)
            .outputOfMaps("probabilities", DataType.BYTES)
            .node(
                "ai.onnx.ml.ZipMap",
                "x",
                "probabilities",
                TestGraph.strings("classlabels_strings", "yes", "no"));
    try (LoadedModel model = load(graph);
        Outputs outputs = model.run(List.of(pairs(1)), List.of())) {
      assertArrayEquals(new float[] {1, 0}, outputs.tensors().get(0).floats());
    }
  }

  @Test
  void modelThatReturnsOnlyASequence_isRefusedByItsName() {
    TestGraph graph =
        new TestGraph()
            .input("x", DataType.FP32, "samples", 2)
            .outputOfTensors("parts", DataType.FP32)
            .node("SequenceConstruct", "x", "parts");
    StartException e = assertThrows(StartException.class, () -> load(graph).close());
    assertEquals(StartException.Kind.MODEL, e.kind());
    assertTrue(
        String.valueOf(e.getMessage()).contains("\"parts\", which is a sequence"), e::getMessage);
  }

  @Test
  void outputThatIsASequence_isLeftOutBesideTensors() throws IOException {
    TestGraph graph =
        doubler("samples")
            .outputOfTensors("parts", DataType.FP32)
            .node("SequenceConstruct", "x", "parts");
    try (LoadedModel model = load(graph);
        Outputs outputs = model.run(List.of(pairs(1)), List.of())) {
      assertEquals(1, model.outputs().size());
      assertArrayEquals(new float[] {0, 2}, outputs.tensors().get(0).floats());
    }
  }

  @Test
  void inputWithADefault_keepsIt() throws IOException {
    TestGraph graph =
        new TestGraph()
            .input("x", DataType.FP32, "samples", 2)
            .input("bias", DataType.FP32, 1)
            .output("y", DataType.FP32, "samples", 2)
            .weights("bias", 10)
            .node("Add", "x,bias", "y");
    try (LoadedModel model = load(graph);
        Outputs outputs = model.run(List.of(pairs(1)), List.of())) {
      assertEquals(1, model.inputs().size());
      assertArrayEquals(new float[] {10, 11}, outputs.tensors().get(0).floats());
    }
  }

  @Test
  void modelWithoutInputs_runs() throws IOException {
    TestGraph graph =
        new TestGraph().output("y", DataType.BYTES, 2).texts("c", "a", "😀").node("Identity", "c", "y");
    try (LoadedModel model = load(graph);
        Outputs outputs = model.run(List.of(), List.of())) {
      assertArrayEquals(
          "😀".getBytes(StandardCharsets.UTF_8), outputs.tensors().get(0).byteStrings().get(1));
    }
  }

  @Test
  void weightsInAFileOfTheirOwn_areFoundBesideTheModel() throws IOException {
    ByteBuffer weights = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    weights.putFloat(3).putFloat(4);
    Files.write(Files.createDirectories(folder).resolve("weights.bin"), weights.array());
    TestGraph graph =
        new TestGraph()
            .input("x", DataType.FP32, "samples", 2)
            .output("y", DataType.FP32, "samples", 2)
            .externalWeights("w", "weights.bin", 2)
            .node("Add", "x,w", "y");
    try (LoadedModel model = load(graph);
        Outputs outputs = model.run(List.of(pairs(1)), List.of())) {
      assertArrayEquals(new float[] {3, 5}, outputs.tensors().get(0).floats());
    }
  }

  @Test
  void emptyTensorAndScalar_comeBack() throws IOException {
    TestGraph graph =
        new TestGraph()
            .input("x", DataType.UINT32, "samples", 0)
            .input("s", DataType.UINT64)
            .output("y", DataType.UINT32, "samples", 0)
            .output("t", DataType.UINT64)
            .node("Identity", "x", "y")
            .node("Identity", "s", "t");
    Tensor empty = new Tensor("x", DataType.UINT32, Shape.of(3, 0), ByteBuffer.allocate(0));
    ByteBuffer eight = ByteBuffer.allocate(8).putLong(0, -2);
    try (LoadedModel model = load(graph);
        Outputs outputs =
            model.run(
                List.of(empty, new Tensor("s", DataType.UINT64, Shape.of(), eight)), List.of())) {
      assertEquals(Shape.of(3, 0), outputs.tensors().get(0).shape());
      assertEquals(Shape.of(), outputs.tensors().get(1).shape());
      assertEquals(eight, outputs.tensors().get(1).data());
      assertFalse(outputs.tensors().get(0).data().hasRemaining());
    }
  }
}
