package dev.firstlight.onnx;

import static dev.firstlight.onnx.TestGraph.UNNAMED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values of every type, on the real runtime. */
@Timeout(120)
class OnnxValuesTest {
  @TempDir Path folder;

  private LoadedModel load(TestGraph graph) throws IOException {
    return new TestLoads(folder, new Buffers(1 << 20)).load(graph);
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
        Outputs outputs = model.run(List.of(new Tensor("x", type, Shape.of(3), data)), List.of())) {
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
        assertArrayEquals(new long[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, outputs.tensors().get(0).longs());
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
        Outputs outputs = model.run(List.of(Tensor.of("x", new float[] {0, 1}, 1, 2)), List.of())) {
      assertArrayEquals(new float[] {1, 0}, outputs.tensors().get(0).floats());
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
