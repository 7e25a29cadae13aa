package dev.firstlight.onnx;

import static dev.firstlight.onnx.TestGraph.UNNAMED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.Outputs;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models of every form, on the real runtime. */
@Timeout(120)
class OnnxModelTest {
  private static final int CALLERS = 4;

  @TempDir Path folder;
  private final Buffers buffers = new Buffers(1 << 20);

  private LoadedModel load(TestGraph graph) throws IOException {
    return new TestLoads(folder, buffers).load(graph);
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
      assertArrayEquals(new float[] {0, 2, 4, 6, 8, 10}, outputs.tensors().get(0).floats());
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
      assertArrayEquals(new float[] {0, 2, 4, 6, 8, 10}, outputs.tensors().get(0).floats());
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
          assertThrows(RequestException.class, () -> model.run(List.of(wrong), List.of()));
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
        new TestGraph()
            .output("y", DataType.BYTES, 2)
            .texts("c", "a", "😀")
            .node("Identity", "c", "y");
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
}
