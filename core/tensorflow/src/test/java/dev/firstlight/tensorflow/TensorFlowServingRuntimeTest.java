package dev.firstlight.tensorflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class TensorFlowServingRuntimeTest {
  @TempDir Path folder;
  private final Buffers buffers = new Buffers(1 << 20);

  @AfterEach
  void everyBuffer_isGivenBack() {
    assertEquals(0, buffers.leasedBytes());
  }

  private LoadedModel classifier() throws IOException {
    return Loads.load(TensorFlowPackages.classifier().write(folder.resolve("m")), buffers);
  }

  private LoadedModel identities(List<TensorSpec> inputs) throws IOException {
    return Loads.load(TensorFlowPackages.identities(inputs).write(folder.resolve("m")), buffers);
  }

  private static Tensor image(int samples) {
    float[] values = new float[samples * 3 * 8 * 8];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 17) / 17f;
    }
    return Tensor.of("image", values, samples, 8, 8, 3);
  }

  private static float[] scores(LoadedModel model, Tensor image) {
    try (Outputs outputs = model.run(List.of(image), List.of("scores"))) {
      return outputs.tensors().get(0).floats();
    }
  }

  @Test
  void version_isThatOfTheArtifactBeforeTheImport() {
    String version = new TensorFlowServingRuntime().version();
    assertTrue(version.matches("\\d+\\.\\d+\\.\\d+.*"), version);
  }

  @Test
  void model_saysItsInputsAndOutputs() throws IOException {
    try (LoadedModel model = classifier()) {
      assertEquals(
          List.of(new TensorSpec("image", DataType.FP32, Shape.of(-1, 8, 8, 3))), model.inputs());
      assertEquals(
          List.of(new TensorSpec("scores", DataType.FP32, Shape.of(-1, 10))), model.outputs());
    }
  }

  @Test
  void outputs_haveTheShapeThatFollowsFromTheInput() throws IOException {
    try (LoadedModel model = classifier();
        Outputs outputs = model.run(List.of(image(3)), List.of())) {
      assertEquals(Shape.of(3, 10), outputs.tensors().get(0).shape());
    }
  }

  @Test
  void sameInput_givesTheSameScores_direct_heapAndMisaligned() throws IOException {
    try (LoadedModel model = classifier()) {
      Tensor direct = image(1);
      ByteBuffer heap = ByteBuffer.allocate(direct.data().remaining()).put(direct.data()).flip();
      ByteBuffer odd = ByteBuffer.allocateDirect(direct.data().remaining() + 1);
      odd.position(1).put(direct.data()).position(1);
      float[] expected = scores(model, direct);
      assertArrayEquals(
          expected, scores(model, new Tensor("image", direct.datatype(), direct.shape(), heap)));
      assertArrayEquals(
          expected, scores(model, new Tensor("image", direct.datatype(), direct.shape(), odd)));
    }
  }

  @Test
  void everyDatatype_comesBackAsItWent_emptyOnesAndScalarsToo() throws IOException {
    List<TensorSpec> specs = new ArrayList<>();
    for (DataType type : DataType.values()) {
      String name = type.name().toLowerCase(Locale.ROOT);
      specs.add(new TensorSpec(name, type, Shape.of(-1, 3)));
      specs.add(new TensorSpec(name + "_scalar", type, Shape.of()));
    }
    try (LoadedModel model = identities(specs)) {
      for (int rows : new int[] {2, 0, 1}) {
        List<Tensor> inputs = new ArrayList<>();
        for (TensorSpec spec : specs) {
          inputs.add(filled(spec, rows));
        }
        Collections.reverse(inputs); // the order is the caller's
        try (Outputs outputs = model.run(inputs, List.of())) {
          assertEquals(
              model.outputs().stream().map(TensorSpec::name).toList(),
              outputs.tensors().stream().map(Tensor::name).toList());
          for (Tensor input : inputs) {
            Tensor output = named(outputs, input.name() + "_out");
            assertEquals(input.datatype(), output.datatype(), input.name());
            assertEquals(input.shape(), output.shape(), input.name());
            assertEquals(input.data(), output.data(), input.name());
          }
        }
      }
    }
  }

  private static Tensor named(Outputs outputs, String name) {
    return outputs.tensors().stream()
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Tensor filled(TensorSpec spec, int rows) {
    Shape shape = spec.shape().rank() == 0 ? Shape.of() : Shape.of(rows, 3);
    if (!spec.datatype().isFixedWidth()) {
      // Short ones lie in TensorFlow's string, long ones outside; none is of no bytes.
      List<byte[]> strings = new ArrayList<>();
      for (int i = 0; i < shape.elements(); i++) {
        strings.add("žluť ".repeat(i * 7 % 40).getBytes(StandardCharsets.UTF_8));
      }
      return Tensor.ofBytes(spec.name(), strings, shape);
    }
    ByteBuffer data = ByteBuffer.allocateDirect((int) shape.elements() * spec.datatype().width());
    for (int i = 0; i < data.capacity(); i++) {
      data.put(i, (byte) (i % 2)); // valid as BOOL, and no NaN as a float
    }
    return new Tensor(spec.name(), spec.datatype(), shape, data);
  }

  @Test
  void bytesThatAreNoText_comeBackAsTheyWent() throws IOException {
    byte[] bytes = new byte[100_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    TensorSpec spec = new TensorSpec("x", DataType.BYTES, Shape.of(-1));
    try (LoadedModel model = identities(List.of(spec))) {
      Tensor direct = Tensor.ofBytes("x", List.of(bytes, new byte[0], bytes), Shape.of(3));
      ByteBuffer heap = ByteBuffer.allocate(direct.data().remaining()).put(direct.data()).flip();
      for (ByteBuffer data : List.of(direct.data(), heap, heap.asReadOnlyBuffer())) {
        Tensor input = new Tensor("x", DataType.BYTES, direct.shape(), data);
        try (Outputs outputs = model.run(List.of(input), List.of())) {
          assertEquals(direct.data(), outputs.tensors().get(0).data());
        }
      }
    }
  }

  @Test
  void wantedOutputs_comeInTheirOrder_andTwice() throws IOException {
    List<TensorSpec> specs =
        List.of(
            new TensorSpec("a", DataType.FP32, Shape.of(-1)),
            new TensorSpec("b", DataType.FP32, Shape.of(-1)));
    try (LoadedModel model = identities(specs);
        Outputs outputs =
            model.run(
                List.of(Tensor.of("a", new float[] {1}, 1), Tensor.of("b", new float[] {2}, 1)),
                List.of("b_out", "a_out", "b_out"))) {
      List<Float> values = outputs.tensors().stream().map(one -> one.floats()[0]).toList();
      assertEquals(List.of(2f, 1f, 2f), values);
    }
  }

  @Test
  void output_staysAsItWasWhenTheInputChanges() throws IOException {
    TensorSpec spec = new TensorSpec("x", DataType.FP32, Shape.of(-1));
    try (LoadedModel model = identities(List.of(spec))) {
      try (Buffers.Lease lease = buffers.lease(4)) {
        ByteBuffer reused = lease.buffer();
        reused.putFloat(0, 7);
        try (Outputs outputs =
            model.run(List.of(new Tensor("x", DataType.FP32, Shape.of(1), reused)), List.of())) {
          reused.putFloat(0, 8);
          assertEquals(7, outputs.tensors().get(0).floats()[0]);
        }
      }
    }
  }

  @Test
  void outputs_outliveTheModel() throws IOException {
    Outputs outputs;
    try (LoadedModel model = classifier()) {
      outputs = model.run(List.of(image(1)), List.of());
    }
    try (outputs) {
      assertEquals(10, outputs.tensors().get(0).floats().length);
    }
    outputs.close();
  }

  @Test
  void inputsThatTheModelCannotTake_areABadRequest() throws IOException {
    try (LoadedModel model = classifier()) {
      bad(model, List.of(Tensor.of("image", new float[4], 2, 2)), "[2,2]");
      bad(model, List.of(Tensor.of("image", new long[192], 1, 8, 8, 3)), "INT64");
      bad(model, List.of(Tensor.of("picture", new float[192], 1, 8, 8, 3)), "\"image\"");
      bad(model, List.of(), "\"image\"");
      bad(model, List.of(image(1), Tensor.of("more", new float[1], 1)), "2 inputs");
      RequestException e =
          assertThrows(
              RequestException.class, () -> model.run(List.of(image(1)), List.of("nothing")));
      assertTrue(e.getMessage().contains("\"scores\""), e.getMessage());
    }
  }

  private static void bad(LoadedModel model, List<Tensor> inputs, String named) {
    RequestException e = assertThrows(RequestException.class, () -> model.run(inputs, List.of()));
    assertEquals(RequestException.Kind.BAD_REQUEST, e.kind());
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  @Test
  void inputsThatTensorFlowRefuses_areABadRequest_andTheNextRunWorks() throws IOException {
    SavedModelGraph sum =
        new SavedModelGraph()
            .input(new TensorSpec("a", DataType.FP32, Shape.of(-1)))
            .input(new TensorSpec("b", DataType.FP32, Shape.of(-1)))
            .node(
                "AddV2",
                "sum",
                List.of("a", "b"),
                java.util.Map.of("T", SavedModelGraph.attribute(DataType.FP32)))
            .output(new TensorSpec("sum", DataType.FP32, Shape.of(-1)), "sum:0");
    try (LoadedModel model = Loads.load(sum.write(folder.resolve("m")), buffers)) {
      Tensor two = Tensor.of("a", new float[] {1, 2}, 2);
      bad(model, List.of(two, Tensor.of("b", new float[3], 3)), "Incompatible shapes");
      try (Outputs outputs =
          model.run(List.of(two, Tensor.of("b", new float[] {3, 4}, 2)), List.of())) {
        assertArrayEquals(new float[] {4, 6}, outputs.tensors().get(0).floats());
      }
    }
  }

  @Test
  void emptyTensorOfVastDimensions_harmsNobody() throws IOException {
    TensorSpec spec = new TensorSpec("x", DataType.FP32, Shape.of(-1, -1, -1));
    try (LoadedModel model = identities(List.of(spec))) {
      for (long vast : new long[] {1L << 40, Long.MAX_VALUE}) {
        Tensor tensor =
            new Tensor("x", DataType.FP32, Shape.of(0, vast, 1), ByteBuffer.allocate(0));
        try (Outputs outputs = model.run(List.of(tensor), List.of())) {
          assertEquals(0, outputs.tensors().get(0).elements());
        }
      }
    }
  }

  @Test
  void closedModel_answersUnavailable_andClosesTwice() throws IOException {
    LoadedModel model = classifier();
    model.close();
    model.close();
    RequestException e =
        assertThrows(RequestException.class, () -> model.run(List.of(image(1)), List.of()));
    assertEquals(RequestException.Kind.UNAVAILABLE, e.kind());
  }
}
