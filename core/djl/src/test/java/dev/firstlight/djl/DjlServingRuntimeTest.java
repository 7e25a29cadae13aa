package dev.firstlight.djl;

import static dev.firstlight.djl.TorchModel.floats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.conformance.model.TorchScriptArchive;
import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.runtime.ServingRuntime;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class DjlServingRuntimeTest {
  @TempDir Path folder;

  @BeforeAll
  static void importLibraries() {
    new DjlServingRuntime().importLibraries(TorchModel.options());
  }

  private static TorchScriptArchive linear() {
    return new TorchScriptArchive("x: Tensor", "Tensor", "return torch.matmul(x, self.weight)")
        .weights("weight", new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
  }

  private LoadedModel linearModel() throws IOException {
    return TorchModel.load(
        folder, linear(), List.of(floats("x", -1, 2)), List.of(floats("y", -1, 3)));
  }

  private static float[] run(LoadedModel model, Tensor... inputs) {
    try (Outputs outputs = model.run(List.of(inputs), List.of())) {
      return outputs.tensors().get(0).floats();
    }
  }

  @Test
  void sameInput_givesTheSameOutput_direct_heapAndMisaligned() throws IOException {
    try (LoadedModel model = linearModel()) {
      Tensor direct = Tensor.of("x", new float[] {1, 10}, 1, 2);
      ByteBuffer heap = ByteBuffer.allocate(8).put(direct.data()).flip();
      ByteBuffer odd = ByteBuffer.allocateDirect(9);
      odd.position(1).put(direct.data()).position(1);
      float[] expected = {41, 52, 63};
      assertArrayEquals(expected, run(model, direct));
      assertArrayEquals(expected, run(model, new Tensor("x", DataType.FP32, Shape.of(1, 2), heap)));
      assertArrayEquals(expected, run(model, new Tensor("x", DataType.FP32, Shape.of(1, 2), odd)));
    }
  }

  @Test
  void noRows_comeBackAsNoRows() throws IOException {
    try (LoadedModel model = linearModel();
        Outputs outputs = model.run(List.of(Tensor.of("x", new float[0], 0, 2)), List.of("y"))) {
      assertEquals(Shape.of(0, 3), outputs.tensors().get(0).shape());
    }
  }

  @ParameterizedTest
  @EnumSource(value = DataType.class, mode = EnumSource.Mode.EXCLUDE, names = "BYTES")
  void everyDatatype_comesBackAsItWent(DataType type) throws IOException {
    TorchScriptArchive same = new TorchScriptArchive("x: Tensor", "Tensor", "return x");
    TensorSpec input = new TensorSpec("x", type, Shape.of(-1));
    TensorSpec output = new TensorSpec("y", type, Shape.of(-1));
    ByteBuffer data = ByteBuffer.allocateDirect(3 * type.width());
    for (int i = 0; i < data.capacity(); i++) {
      // Valid as BOOL, no NaN as a float, and with its highest bit set where there is a sign.
      data.put(i, (byte) (type == DataType.BOOL ? i % 2 : i % 5 == 3 ? 0xBF : i));
    }
    try (LoadedModel model = TorchModel.load(folder, same, List.of(input), List.of(output));
        Outputs outputs = model.run(List.of(new Tensor("x", type, Shape.of(3), data)), List.of())) {
      assertEquals(new Tensor("y", type, Shape.of(3), data), outputs.tensors().get(0));
    }
  }

  @Test
  void outputThatIsTheInput_isNotInTheCallersMemory() throws IOException {
    TorchScriptArchive same = new TorchScriptArchive("x: Tensor", "Tensor", "return x");
    try (LoadedModel model =
        TorchModel.load(folder, same, List.of(floats("x", -1)), List.of(floats("y", -1)))) {
      ByteBuffer data = ByteBuffer.allocateDirect(8);
      try (Outputs outputs =
          model.run(List.of(new Tensor("x", DataType.FP32, Shape.of(2), data)), List.of())) {
        data.putInt(0, -1);
        assertArrayEquals(new float[] {0, 0}, outputs.tensors().get(0).floats());
      }
    }
  }

  @Test
  void outputThatDoesNotLieInOrder_isPutInOrder() throws IOException {
    TorchScriptArchive turned =
        new TorchScriptArchive(
            "x: Tensor", "Tensor", "return torch.transpose(torch.mul(x, 1), 0, 1)");
    try (LoadedModel model =
        TorchModel.load(folder, turned, List.of(floats("x", 2, 2)), List.of(floats("y", 2, 2)))) {
      assertArrayEquals(
          new float[] {1, 3, 2, 4}, run(model, Tensor.of("x", new float[] {1, 2, 3, 4}, 2, 2)));
    }
  }

  @Test
  void outputsOutliveTheModel() throws IOException {
    LoadedModel model = linearModel();
    try (Outputs outputs =
        model.run(List.of(Tensor.of("x", new float[] {1, 10}, 1, 2)), List.of())) {
      model.close();
      model.close();
      assertArrayEquals(new float[] {41, 52, 63}, outputs.tensors().get(0).floats());
    }
    RequestException e =
        assertThrows(
            RequestException.class,
            () -> model.run(List.of(Tensor.of("x", new float[2], 1, 2)), List.of()));
    assertEquals(RequestException.Kind.UNAVAILABLE, e.kind());
  }

  @Test
  void closeWhileSeveralThreadsRun_waitsForThemAndRefusesTheRest() throws Exception {
    LoadedModel model = linearModel();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    CountDownLatch running = new CountDownLatch(4);
    List<Future<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      answers.add(threads.submit(() -> runUntilClosed(model, running)));
    }
    running.await();
    model.close();
    for (Future<Integer> answer : answers) {
      assertTrue(answer.get() > 0);
    }
    threads.shutdown();
  }

  private static int runUntilClosed(LoadedModel model, CountDownLatch running) {
    int runs = 0;
    while (true) {
      try {
        assertArrayEquals(
            new float[] {41, 52, 63}, run(model, Tensor.of("x", new float[] {1, 10}, 1, 2)));
      } catch (RequestException e) {
        assertEquals(RequestException.Kind.UNAVAILABLE, e.kind());
        return runs;
      }
      if (runs++ == 0) {
        running.countDown();
      }
    }
  }

  @Test
  void inputsThatTheModelRefuses_areABadRequestInOneLine() throws IOException {
    try (LoadedModel model = linearModel()) {
      RequestException e =
          assertThrows(
              RequestException.class,
              () -> model.run(List.of(Tensor.of("x", new float[3], 1, 3)), List.of()));
      assertEquals(RequestException.Kind.BAD_REQUEST, e.kind());
      assertEquals(
          "the model refuses the inputs: mat1 and mat2 shapes cannot be multiplied (1x3 and 2x3)",
          e.getMessage());
    }
  }

  @Test
  void missingInput_isNamed() throws IOException {
    try (LoadedModel model = linearModel()) {
      RequestException e =
          assertThrows(RequestException.class, () -> model.run(List.of(), List.of()));
      assertTrue(e.getMessage().contains("\"x\" is missing"), e.getMessage());
    }
  }

  @Test
  void damagedModels_areRefusedByNameInOneLine() throws IOException {
    byte[] whole = linear().bytes();
    byte[] noOperator =
        new TorchScriptArchive("x: Tensor", "Tensor", "return torch.nothing(x)").bytes();
    for (byte[] damaged :
        List.of(
            new byte[0],
            new byte[] {1, 2, 3},
            Arrays.copyOf(whole, whole.length / 2),
            noOperator)) {
      Path file = TorchModel.write(folder, damaged);
      StartException e =
          assertThrows(
              StartException.class,
              () ->
                  TorchModel.load(
                      "pytorch", file, List.of(floats("x", -1)), List.of(floats("y", -1))));
      assertEquals(StartException.Kind.MODEL, e.kind());
      assertTrue(e.getMessage().contains("model.pt"), e.getMessage());
      assertEquals(-1, e.getMessage().indexOf('\n'), e.getMessage());
    }
  }

  @Test
  void anotherEngine_canBeNamed_andAnswersAsItsOwnRuntimeWould() throws IOException {
    Path model = TinyModels.classifier(folder.resolve("m")).resolve("model.onnx");
    float[] values = new float[3 * 8 * 8];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 17) / 17f;
    }
    try (LoadedModel loaded =
        TorchModel.load(
            "djl:OnnxRuntime",
            model,
            List.of(floats("image", -1, 3, 8, 8)),
            List.of(floats("scores", -1, 10)))) {
      float[] scores = run(loaded, Tensor.of("image", values, 1, 3, 8, 8));
      assertEquals(10, scores.length);
      assertTrue(Arrays.stream(toDoubles(scores)).distinct().count() > 5, Arrays.toString(scores));
    }
  }

  private static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  @Test
  void engines_haveTheNamesThatArtifactsUse() {
    ServingRuntime runtime = new DjlServingRuntime();
    assertTrue(runtime.names().containsAll(List.of("pytorch", "djl:OnnxRuntime")));
    assertEquals("djl:OnnxRuntime", runtime.named("djl:OnnxRuntime").orElseThrow().name());
    assertEquals("pytorch", runtime.named("djl:PyTorch").orElseThrow().name());
    assertTrue(runtime.named("djl:MXNet").isEmpty());
    assertTrue(runtime.named("onnx").isEmpty());
  }

  @Test
  void version_isPytorchs() {
    assertTrue(new DjlServingRuntime().version().matches("2\\.\\d+\\.\\d+"));
  }
}
