package dev.firstlight.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Requirements;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OnnxServingRuntimeTest {
  @TempDir Path folder;
  private final OnnxServingRuntime runtime = new OnnxServingRuntime();
  private final Buffers buffers = new Buffers(1 << 20);

  @BeforeEach
  void importLibraries() {
    runtime.importLibraries(options(Optional.empty()));
  }

  private RuntimeOptions options(Optional<Path> natives) {
    return new RuntimeOptions(folder.resolve("cache"), natives, 1, false, buffers);
  }

  private LoadedModel load(Path model) {
    Path file = model.resolve("model.onnx");
    Artifact artifact =
        new Artifact(
            "onnx",
            "onnx",
            List.of(new PackageFile("model.onnx", 1, "00".repeat(32))),
            Optional.empty(),
            Requirements.NONE);
    return runtime.load(
        new LocalArtifact(artifact, Map.of("model.onnx", file)), options(Optional.empty()));
  }

  private static Tensor image(int samples) {
    float[] values = new float[samples * 3 * 8 * 8];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 17) / 17f;
    }
    return Tensor.of("image", values, samples, 3, 8, 8);
  }

  @Test
  void model_saysItsInputsAndOutputs() throws IOException {
    try (LoadedModel model = load(TinyModels.classifier(folder.resolve("m")))) {
      assertEquals(Shape.of(-1, 3, 8, 8), model.inputs().get(0).shape());
      assertEquals("scores", model.outputs().get(0).name());
    }
  }

  @Test
  void outputs_haveTheShapeThatFollowsFromTheInput() throws IOException {
    try (LoadedModel model = load(TinyModels.classifier(folder.resolve("m")));
        Outputs outputs = model.run(List.of(image(2)), List.of())) {
      assertEquals(Shape.of(2, 10), outputs.tensors().get(0).shape());
    }
  }

  @Test
  void sameInput_givesTheSameScores_direct_heapAndMisaligned() throws IOException {
    try (LoadedModel model = load(TinyModels.classifier(folder.resolve("m")))) {
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

  private static float[] scores(LoadedModel model, Tensor image) {
    try (Outputs outputs = model.run(List.of(image), List.of("scores"))) {
      return outputs.tensors().get(0).floats();
    }
  }

  @Test
  void everyDatatype_comesBackAsItWent_emptyOnesToo() throws IOException {
    try (LoadedModel model = load(TinyModels.tensors(folder.resolve("m")))) {
      for (int rows : new int[] {2, 0}) {
        List<Tensor> inputs = new ArrayList<>();
        for (TensorSpec spec : TinyModels.tensorInputs()) {
          inputs.add(filled(spec, rows));
        }
        try (Outputs outputs = model.run(inputs, List.of())) {
          for (Tensor input : inputs) {
            Tensor output =
                outputs.tensors().stream()
                    .filter(tensor -> tensor.name().equals(input.name() + "_out"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(input.shape(), output.shape(), input.name());
            assertEquals(input.data(), output.data(), input.name());
          }
        }
      }
    }
  }

  private static Tensor filled(TensorSpec spec, int rows) {
    Shape shape = spec.shape().rank() == 0 ? Shape.of() : Shape.of(rows, 3);
    if (!spec.datatype().isFixedWidth()) {
      List<byte[]> strings = new ArrayList<>();
      for (int i = 0; i < shape.elements(); i++) {
        strings.add(("žluť " + i).getBytes(java.nio.charset.StandardCharsets.UTF_8));
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
  void inputsThatTheModelRefuses_areABadRequest() throws IOException {
    try (LoadedModel model = load(TinyModels.classifier(folder.resolve("m")))) {
      RequestException e =
          assertThrows(
              RequestException.class,
              () -> model.run(List.of(Tensor.of("image", new float[4], 2, 2)), List.of()));
      assertEquals(RequestException.Kind.BAD_REQUEST, e.kind());
    }
  }

  @Test
  void damagedModel_isRefusedByName() throws IOException {
    Path model = TinyModels.classifier(folder.resolve("m"));
    Files.write(model.resolve("model.onnx"), new byte[] {1, 2, 3});
    StartException e = assertThrows(StartException.class, () -> load(model));
    assertEquals(StartException.Kind.MODEL, e.kind());
    assertTrue(e.getMessage().contains("model.onnx"), e.getMessage());
  }
}
