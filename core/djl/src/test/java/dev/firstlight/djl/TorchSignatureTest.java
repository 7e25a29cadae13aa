package dev.firstlight.djl;

import static dev.firstlight.djl.TorchModel.floats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.model.TorchScriptArchive;
import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What models take and return, and how it is held against what a manifest declares. */
@Timeout(120)
class TorchSignatureTest {
  private static final Tensor THREE = Tensor.of("a", new float[] {3}, 1);
  private static final Tensor TWO = Tensor.of("b", new float[] {2}, 1);

  @TempDir Path folder;

  @BeforeAll
  static void importLibraries() {
    new DjlServingRuntime().importLibraries(TorchModel.options());
  }

  private LoadedModel load(
      String parameters,
      String returns,
      String body,
      List<TensorSpec> inputs,
      List<TensorSpec> outputs)
      throws IOException {
    return TorchModel.load(
        folder, new TorchScriptArchive(parameters, returns, body), inputs, outputs);
  }

  private static List<TensorSpec> specs(String... names) {
    return java.util.Arrays.stream(names).map(name -> floats(name, -1)).toList();
  }

  private static float[] values(LoadedModel model, List<Tensor> inputs, String... wanted) {
    try (Outputs outputs = model.run(inputs, List.of(wanted))) {
      float[] values = new float[outputs.tensors().size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = outputs.tensors().get(i).floats()[0];
      }
      return values;
    }
  }

  @Test
  void inputsWithTheArgumentsNames_goByName() throws IOException {
    try (LoadedModel model =
        load(
            "a: Tensor, b: Tensor",
            "Tensor",
            "return torch.sub(a, b)",
            specs("b", "a"),
            specs("y"))) {
      assertArrayEquals(new float[] {1}, values(model, List.of(TWO, THREE)));
    }
  }

  @Test
  void inputsWithOtherNames_goInTheManifestsOrder() throws IOException {
    try (LoadedModel model =
        load(
            "argument_1: Tensor, argument_2: Tensor",
            "Tensor",
            "return torch.sub(argument_1, argument_2)",
            specs("b", "a"),
            specs("y"))) {
      assertArrayEquals(new float[] {-1}, values(model, List.of(THREE, TWO)));
    }
  }

  @Test
  void argumentWithADefault_mayBeLeftOut() throws IOException {
    try (LoadedModel model =
        load("a: Tensor, b: Optional[Tensor]=None", "Tensor", "return a", specs("a"), specs("y"))) {
      assertArrayEquals(new float[] {3}, values(model, List.of(THREE)));
    }
  }

  @Test
  void inputsThatAreNotTheArguments_areRefusedWithThem() {
    for (List<TensorSpec> wrong :
        List.of(specs("a"), specs("a", "c"), specs("a", "b", "c"), specs("b"))) {
      StartException e =
          assertThrows(
              StartException.class,
              () -> load("a: Tensor, b: Tensor", "Tensor", "return a", wrong, specs("y")));
      assertEquals(StartException.Kind.PACKAGE, e.kind());
      assertTrue(e.getMessage().contains("[a: Tensor, b: Tensor]"), e.getMessage());
    }
  }

  @Test
  void argumentThatIsNoTensor_isRefusedByName() {
    StartException e =
        assertThrows(
            StartException.class,
            () -> load("a: Tensor, n: int", "Tensor", "return a", specs("a", "n"), specs("y")));
    assertEquals(StartException.Kind.MODEL, e.kind());
    assertTrue(e.getMessage().contains("n: int"), e.getMessage());
  }

  @Test
  void oneList_takesAllInputs() throws IOException {
    try (LoadedModel model =
        load(
            "all: List[Tensor]",
            "Tensor",
            "return torch.sub(all[0], all[1])",
            specs("a", "b"),
            specs("y"))) {
      assertArrayEquals(new float[] {1}, values(model, List.of(TWO, THREE)));
    }
  }

  @Test
  void oneDictionary_takesAllInputsByName() throws IOException {
    try (LoadedModel model =
        load(
            "all: Dict[str, Tensor]",
            "Tensor",
            "return torch.sub(all[\"a\"], all[\"b\"])",
            specs("b", "a"),
            specs("y"))) {
      assertArrayEquals(new float[] {1}, values(model, List.of(TWO, THREE)));
    }
  }

  @Test
  void noInputs_areAModelToo() throws IOException {
    try (LoadedModel model =
        TorchModel.load(
            folder,
            new TorchScriptArchive("", "Tensor", "return self.w").weights("w", new float[] {7}, 1),
            List.of(),
            specs("y"))) {
      assertArrayEquals(new float[] {7}, values(model, List.of()));
    }
  }

  @Test
  void tupleListAndNesting_comeInTheManifestsOrder() throws IOException {
    for (String returned :
        List.of(
            "Tuple[Tensor, Tensor]: (a, b)",
            "List[Tensor]: [a, b]",
            "List[List[Tensor]]: [[a], [b]]",
            "Tuple[Tensor, Tuple[Tensor, Optional[Tensor]]]: (a, (b, None))")) {
      String[] type = returned.split(": ", 2);
      try (LoadedModel model =
          load(
              "a: Tensor, b: Tensor",
              type[0],
              "return " + type[1],
              specs("a", "b"),
              specs("p", "q"))) {
        assertArrayEquals(new float[] {3, 2}, values(model, List.of(THREE, TWO)), returned);
        assertArrayEquals(new float[] {2}, values(model, List.of(THREE, TWO), "q"), returned);
        assertArrayEquals(new float[] {2, 3}, values(model, List.of(THREE, TWO), "q", "p"));
      }
    }
  }

  @Test
  void dictionary_comesByKey() throws IOException {
    try (LoadedModel model =
        load(
            "a: Tensor, b: Tensor",
            "Dict[str, Tensor]",
            "return {\"q\": b, \"p\": a}",
            specs("a", "b"),
            specs("p", "q"))) {
      assertArrayEquals(new float[] {3, 2}, values(model, List.of(THREE, TWO)));
    }
  }

  @Test
  void numbers_areTensorsToo() throws IOException {
    TensorSpec count = new TensorSpec("n", DataType.INT64, Shape.of());
    try (LoadedModel model =
            load(
                "a: Tensor",
                "Tuple[Tensor, int]",
                "return (a, 5)",
                specs("a"),
                List.of(floats("y", -1), count));
        Outputs outputs = model.run(List.of(THREE), List.of("n"))) {
      assertArrayEquals(new long[] {5}, outputs.tensors().get(0).longs());
    }
  }

  @Test
  void returnedThatIsNotDeclared_isAnErrorThatNamesBoth() throws IOException {
    List<List<TensorSpec>> wrong =
        List.of(
            specs("y", "z"),
            List.of(floats("y")),
            List.of(new TensorSpec("y", DataType.FP64, Shape.of(-1))));
    for (List<TensorSpec> outputs : wrong) {
      try (LoadedModel model = load("a: Tensor", "Tensor", "return a", specs("a"), outputs)) {
        RequestException e =
            assertThrows(RequestException.class, () -> model.run(List.of(THREE), List.of()));
        assertEquals(RequestException.Kind.INTERNAL, e.kind());
        assertTrue(e.getMessage().contains("FP32 [1]"), e.getMessage());
      }
    }
  }

  @Test
  void strings_areRefused() {
    StartException e =
        assertThrows(
            StartException.class,
            () ->
                load(
                    "a: Tensor",
                    "Tensor",
                    "return a",
                    List.of(new TensorSpec("a", DataType.BYTES, Shape.of(-1))),
                    specs("y")));
    assertTrue(e.getMessage().contains("strings"), e.getMessage());
    assertEquals(StartException.Kind.PACKAGE, e.kind());
  }

  @Test
  void returnedString_isAnErrorThatNamesIt() throws IOException {
    try (LoadedModel model = load("a: Tensor", "str", "return \"text\"", specs("a"), specs("y"))) {
      RequestException e =
          assertThrows(RequestException.class, () -> model.run(List.of(THREE), List.of()));
      assertEquals(RequestException.Kind.INTERNAL, e.kind());
      assertTrue(e.getMessage().contains("returned a str"), e.getMessage());
    }
  }

  @Test
  void checkpointWithoutCode_isExplained() throws IOException {
    ByteArrayOutputStream checkpoint = new ByteArrayOutputStream();
    byte[] whole = new TorchScriptArchive("a: Tensor", "Tensor", "return a").bytes();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(whole));
        ZipOutputStream out = new ZipOutputStream(checkpoint)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.getName().contains("code/") && !entry.getName().contains("constants")) {
          out.putNextEntry(new ZipEntry(entry.getName()));
          in.transferTo(out);
        }
      }
    }
    Path file = TorchModel.write(folder, checkpoint.toByteArray());
    StartException e =
        assertThrows(
            StartException.class, () -> TorchModel.load("pytorch", file, specs("a"), specs("y")));
    assertEquals(StartException.Kind.MODEL, e.kind());
    assertTrue(e.getMessage().contains("torch.jit"), e.getMessage());
  }
}
