package dev.firstlight.tensorflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** Which SavedModels are served, and what is said of those that are not. */
@Timeout(300)
class SavedModelLoadTest {
  private static final TensorSpec X = new TensorSpec("x", DataType.FP32, Shape.of(-1));
  private static final TensorSpec Y = new TensorSpec("y", DataType.FP32, Shape.of(-1));

  @TempDir Path folder;
  private final Buffers buffers = new Buffers(1 << 20);

  @BeforeAll
  static void importLibraries() {
    Loads.runtime();
  }

  private LoadedModel load(List<TensorSpec> inputs, List<TensorSpec> outputs) {
    return new TensorFlowServingRuntime()
        .load(Loads.artifact(folder, inputs, outputs), Loads.options(buffers));
  }

  private String refused() {
    return refused(Loads.artifact(folder, List.of(), List.of()));
  }

  private String refused(LocalArtifact artifact) {
    StartException e =
        assertThrows(
            StartException.class,
            () -> new TensorFlowServingRuntime().load(artifact, Loads.options(buffers)));
    assertEquals(StartException.Kind.MODEL, e.kind());
    return e.getMessage();
  }

  /** {@code x} through an operation that keeps its kind. */
  private static SavedModelGraph unary(SavedModelGraph graph, String operation, TensorSpec out) {
    return graph
        .input(X)
        .node(
            operation,
            operation,
            List.of("x"),
            Map.of("T", SavedModelGraph.attribute(DataType.FP32)))
        .output(out, operation + ":0");
  }

  /** A model with a variable, written by TensorFlow: {@code y = x * weight}. */
  private static void writeWithVariables(Path folder) throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x =
          tf.placeholder(
              TFloat32.class,
              Placeholder.shape(
                  org.tensorflow.ndarray.Shape.of(org.tensorflow.ndarray.Shape.UNKNOWN_SIZE, 2)));
      Variable<TFloat32> weight = tf.variable(org.tensorflow.ndarray.Shape.of(2), TFloat32.class);
      Operand<TFloat32> initial = tf.constant(StdArrays.ndCopyOf(new float[] {2, 3}));
      session.run(tf.assign(weight, initial));
      Operand<TFloat32> product = tf.math.mul(x, weight);
      SavedModelBundle.exporter(folder.toString())
          .withTags("serve")
          .withSession(session)
          .withSignature(
              Signature.builder("serving_default").input("x", x).output("y", product).build())
          .export();
    }
  }

  @Test
  void variables_areRestored() throws IOException {
    writeWithVariables(folder);
    try (LoadedModel model = load(List.of(), List.of());
        Outputs outputs =
            model.run(List.of(Tensor.of("x", new float[] {1, 2, 3, 4}, 2, 2)), List.of())) {
      assertEquals(Shape.of(-1, 2), model.inputs().get(0).shape());
      assertArrayEquals(new float[] {2, 6, 6, 12}, outputs.tensors().get(0).floats());
    }
  }

  @Test
  void missingOrTruncatedVariables_areRefused() throws IOException {
    writeWithVariables(folder);
    Path variables = folder.resolve("variables");
    for (String file : List.of("variables.data-00000-of-00001", "variables.index")) {
      Path path = variables.resolve(file);
      byte[] whole = Files.readAllBytes(path);
      Files.write(path, Arrays.copyOf(whole, whole.length / 2));
      assertTrue(refused().contains("saved_model.pb"));
      Files.delete(path);
      if (file.contains("data")) {
        assertTrue(refused().contains("variables"));
      }
      Files.write(path, whole);
    }
    load(List.of(), List.of()).close();
  }

  @Test
  void fileThatTensorFlowWouldReadUnverified_isRefused() throws IOException {
    writeWithVariables(folder);
    LocalArtifact onlyMain =
        Loads.artifact(
            Map.of("saved_model.pb", folder.resolve("saved_model.pb")), List.of(), List.of());
    String message = refused(onlyMain);
    assertTrue(message.contains("variables") && message.contains("list it"), message);
  }

  @Test
  void unfinishedDownloadOfAnotherProcess_isNoHindrance() throws IOException {
    writeWithVariables(folder);
    LocalArtifact whole = Loads.artifact(folder, List.of(), List.of());
    Files.createFile(folder.resolve("variables/variables.index.6e0f.part"));
    new TensorFlowServingRuntime().load(whole, Loads.options(buffers)).close();
  }

  @Test
  void otherFileFirst_isRefused() throws IOException {
    writeWithVariables(folder);
    Path index = folder.resolve("variables/variables.index");
    String message =
        refused(Loads.artifact(Map.of("variables/variables.index", index), List.of(), List.of()));
    assertTrue(message.contains("saved_model.pb; list that first"), message);
  }

  @Test
  void damagedFile_isRefusedWhereverItIsDamaged() throws IOException {
    Path file = TensorFlowPackages.classifier().write(folder).resolve("saved_model.pb");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 97) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertTrue(refused().contains("saved_model.pb"));
    }
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      byte[] noise = new byte[random.nextInt(4000) + 1];
      random.nextBytes(noise);
      Files.write(file, noise);
      assertTrue(refused().contains("saved_model.pb"));
    }
  }

  @Test
  void standardSignature_isServedWhereThereAreSeveral() throws IOException {
    SavedModelGraph graph = unary(new SavedModelGraph(), "Neg", Y).signature("negate");
    graph
        .node("Abs", "Abs", List.of("x"), Map.of("T", SavedModelGraph.attribute(DataType.FP32)))
        .output(Y, "Abs:0")
        .signature("serving_default")
        .write(folder);
    try (LoadedModel model = load(List.of(), List.of(Y))) {
      assertEquals(List.of(Y), model.outputs());
      assertEquals(List.of(), model.inputs());
    }
    assertServes(List.of(X), List.of(Y), -3);
  }

  @Test
  void onlySignature_isServedWhateverItIsCalled() throws IOException {
    SavedModelGraph graph = unary(new SavedModelGraph(), "Neg", Y).signature("negate");
    String initial = "__saved_model_init_op";
    graph
        .node("NoOp", "initialise", List.of(), Map.of())
        .output(initial, "initialise", org.tensorflow.proto.DataType.DT_INVALID)
        .signature(initial)
        .write(folder);
    assertServes(List.of(), List.of(), -3);
  }

  @Test
  void signatureWithTheInputsOfThePackage_isServed() throws IOException {
    TensorSpec other = new TensorSpec("z", DataType.FP32, Shape.of(-1));
    SavedModelGraph graph = unary(new SavedModelGraph(), "Neg", Y).signature("negate");
    graph
        .input(other)
        .node("Abs", "Abs", List.of("z"), Map.of("T", SavedModelGraph.attribute(DataType.FP32)))
        .output(Y, "Abs:0")
        .signature("magnitude")
        .write(folder);
    assertServes(List.of(X), List.of(Y), -3);
    String message = refused();
    assertTrue(message.contains("\"magnitude\" [z] -> [y]"), message);
    assertTrue(message.contains("\"negate\" [x] -> [y]"), message);
  }

  private void assertServes(List<TensorSpec> inputs, List<TensorSpec> outputs, float expected) {
    try (LoadedModel model = load(inputs, outputs);
        Outputs run = model.run(List.of(Tensor.of("x", new float[] {3}, 1)), List.of())) {
      assertEquals(expected, run.tensors().get(0).floats()[0]);
    }
  }

  @Test
  void severalOutputsOfOneTensor_areAllServed() throws IOException {
    TensorSpec again = new TensorSpec("again", DataType.FP32, Shape.of(-1));
    unary(new SavedModelGraph(), "Neg", Y).output(again, "Neg:0").write(folder);
    try (LoadedModel model = load(List.of(), List.of());
        Outputs run = model.run(List.of(Tensor.of("x", new float[] {3}, 1)), List.of())) {
      assertEquals(List.of("again", "y"), run.tensors().stream().map(Tensor::name).toList());
      assertEquals(run.tensors().get(0).data(), run.tensors().get(1).data());
    }
  }

  @Test
  void unknownRank_isWhatThePackageDeclares() throws IOException {
    new SavedModelGraph()
        .unrankedInput("x", DataType.FP32)
        .node("Neg", "Neg", List.of("x"), Map.of("T", SavedModelGraph.attribute(DataType.FP32)))
        .unrankedOutput("y", "Neg:0", DataType.FP32)
        .write(folder);
    TensorSpec x = new TensorSpec("x", DataType.FP32, Shape.of(-1, 2));
    TensorSpec y = new TensorSpec("y", DataType.FP32, Shape.of(-1, 2));
    try (LoadedModel model = load(List.of(x), List.of(y));
        Outputs run = model.run(List.of(Tensor.of("x", new float[] {3, 4}, 1, 2)), List.of())) {
      assertEquals(List.of(x), model.inputs());
      assertEquals(List.of(y), model.outputs());
      assertArrayEquals(new float[] {-3, -4}, run.tensors().get(0).floats());
    }
  }

  @Test
  void outputOfAForeignDatatype_isLeftOut() throws IOException {
    unary(new SavedModelGraph(), "Neg", Y)
        .node(
            "Cast",
            "complex",
            List.of("x"),
            Map.of(
                "SrcT",
                SavedModelGraph.attribute(DataType.FP32),
                "DstT",
                org.tensorflow.proto.AttrValue.newBuilder()
                    .setType(org.tensorflow.proto.DataType.DT_COMPLEX64)
                    .build()))
        .output("c", "complex:0", org.tensorflow.proto.DataType.DT_COMPLEX64)
        .write(folder);
    try (LoadedModel model = load(List.of(), List.of())) {
      assertEquals(List.of(Y), model.outputs());
    }
  }

  @Test
  void signatureThatTheGraphDoesNotHave_isRefused() throws IOException {
    for (String tensor : List.of("nowhere:0", "Neg:1", "Neg:-1", "Neg:abc", "Neg:99999999999")) {
      unary(new SavedModelGraph(), "Neg", Y)
          .output(new TensorSpec("z", DataType.FP32, Shape.of()), tensor)
          .write(folder);
      String message = refused();
      assertTrue(message.contains("nowhere") || message.contains("\"z\""), message);
    }
    unary(new SavedModelGraph(), "Neg", Y)
        .output(new TensorSpec("z", DataType.INT64, Shape.of()), "Neg:0")
        .write(folder);
    assertTrue(refused().contains("INT64"), refused());
  }

  @Test
  void graphOfAnotherTag_isNamed() throws IOException {
    unary(new SavedModelGraph(), "Neg", Y)
        .write(folder, List.of(List.of("train"), List.of("serve", "tpu")));
    String message = refused();
    assertTrue(message.contains("[train]") && message.contains("[serve, tpu]"), message);
  }

  @Test
  void onlyGraph_isServedWhateverItsTags() throws IOException {
    unary(new SavedModelGraph(), "Neg", Y).write(folder, List.of(List.of("eval")));
    assertServes(List.of(), List.of(), -3);
    unary(new SavedModelGraph(), "Neg", Y).write(folder, List.of(List.of()));
    assertServes(List.of(), List.of(), -3);
    unary(new SavedModelGraph(), "Neg", Y)
        .write(folder, List.of(List.of("serve", "gpu"), List.of("serve")));
    assertServes(List.of(), List.of(), -3);
  }

  @Test
  void unknownOperation_isRefusedByTensorFlowsWords() throws IOException {
    new SavedModelGraph()
        .input(X)
        .node("NoSuchOperation", "n", List.of("x"), Map.of())
        .output(Y, "n:0")
        .write(folder);
    assertTrue(refused().contains("NoSuchOperation"), refused());
  }

  @Test
  void folderWithLettersOfOtherScripts_isOpened() throws IOException {
    Path other = folder.resolve("žluťoučký 光");
    unary(new SavedModelGraph(), "Neg", Y).write(other);
    new TensorFlowServingRuntime()
        .load(Loads.artifact(other, List.of(), List.of()), Loads.options(buffers))
        .close();
    try (Stream<Path> there = Files.list(other)) {
      assertEquals(1, there.count(), "files in the folder");
    }
  }
}
