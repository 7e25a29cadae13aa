package dev.firstlight.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Preparation;
import dev.firstlight.model.Preparation.Form;
import dev.firstlight.model.Preparation.Measured;
import dev.firstlight.model.Requirements;
import dev.firstlight.runtime.Device;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.SecondTier;
import dev.firstlight.runtime.TierChange;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class OnnxPreparerTest {
  private static final Requirements HERE =
      new Requirements(
          Optional.empty(), Optional.empty(), Optional.of("avx2"), Optional.of("1.28.0"));

  @TempDir Path folder;
  private final OnnxServingRuntime runtime = new OnnxServingRuntime();
  private final BlockingQueue<TierChange> changes = new LinkedBlockingQueue<>();

  @BeforeEach
  void importLibraries() {
    runtime.importLibraries(options(SecondTier.OFF));
  }

  private RuntimeOptions options(SecondTier secondTier) {
    return new RuntimeOptions(
        folder.resolve("cache"),
        Optional.empty(),
        1,
        false,
        Device.CPU,
        new Buffers(1 << 20),
        secondTier,
        changes::add);
  }

  private static LocalArtifact local(
      Path place, List<Path> files, Requirements requires, Optional<Preparation> prepared) {
    Map<String, Path> places = new HashMap<>();
    files.forEach(file -> places.put(file.toString(), place.resolve(file)));
    List<PackageFile> listed =
        files.stream().map(file -> new PackageFile(file.toString(), 0, "0".repeat(64))).toList();
    return new LocalArtifact(
        new Artifact("it", "onnx", listed, Optional.empty(), requires, prepared), places);
  }

  private LocalArtifact portable() throws IOException {
    Path place = TinyModels.classifier(folder.resolve("package"));
    return local(place, List.of(Path.of("model.onnx")), Requirements.NONE, Optional.empty());
  }

  /** A classifier whose weights are large enough to be mapped. */
  private LocalArtifact large() throws IOException {
    float[] weights = new float[512 * 64];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (i % 31 - 15) / 31f;
    }
    Path place =
        new TestGraph()
            .input("image", DataType.FP32, "n", 512)
            .output("scores", DataType.FP32, "n", 64)
            .weights("flat", weights)
            .node("Constant", "", "shape", TestGraph.numbers("value_ints", 512L, 64L))
            .node("Reshape", "flat,shape", "matrix")
            .node("MatMul", "image,matrix", "product")
            .node("Relu", "product", "scores")
            .write(folder.resolve("large"));
    return local(place, List.of(Path.of("model.onnx")), Requirements.NONE, Optional.empty());
  }

  private LocalArtifact prepared(LocalArtifact portable, Form form, double slowdown)
      throws IOException {
    Path place = Files.createDirectories(folder.resolve(form.word()));
    List<Path> files =
        runtime.preparer().orElseThrow().prepare(portable, form, place, options(SecondTier.OFF));
    List<Measured> measured =
        List.of(
            new Measured(Preparation.PORTABLE, 10, 10, 10),
            new Measured(form.word(), 1, 1, 10 * slowdown));
    return local(place, files, HERE, Optional.of(new Preparation("it", form, "test", measured)));
  }

  private static float[] scores(LoadedModel model) {
    int width = (int) model.inputs().get(0).shape().dimension(1);
    boolean flat = model.inputs().get(0).shape().rank() == 2;
    float[] values = new float[flat ? width : 3 * 8 * 8];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 17) / 17f;
    }
    Tensor image =
        flat ? Tensor.of("image", values, 1, width) : Tensor.of("image", values, 1, 3, 8, 8);
    try (Outputs outputs = model.run(List.of(image), List.of("scores"))) {
      return outputs.tensors().get(0).floats();
    }
  }

  private float[] scores(LocalArtifact artifact) {
    try (LoadedModel model = runtime.load(artifact, options(SecondTier.OFF))) {
      return scores(model);
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void preparedModel_predictsWhatThePortableOneDoes(Form form) throws IOException {
    LocalArtifact portable = portable();
    assertArrayEquals(scores(portable), scores(prepared(portable, form, 1)), 1e-5f);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void largeWeights_lieInAFileBeside(Form form) throws IOException {
    LocalArtifact portable = large();
    LocalArtifact prepared = prepared(portable, form, 1);
    assertEquals(2, prepared.files().size());
    assertArrayEquals(scores(portable), scores(prepared), 1e-5f);
  }

  @Test
  void slowForm_isReplacedInTheBackground_andPredictsTheSame() throws Exception {
    LocalArtifact portable = large();
    float[] expected = scores(portable);
    try (LoadedModel model =
        runtime.load(prepared(portable, Form.MAPPED, 1.4), options(SecondTier.AUTO))) {
      assertArrayEquals(expected, scores(model), 1e-5f);
      TierChange change = changes.take();
      assertEquals(Optional.empty(), change.failure());
      assertArrayEquals(expected, scores(model), 1e-5f);
    }
  }

  @Test
  void formThatIsFastOrSwitchedOff_hasNoSecondTier() throws IOException {
    LocalArtifact portable = portable();
    try (LoadedModel fast =
            runtime.load(prepared(portable, Form.MAPPED, 1), options(SecondTier.AUTO));
        LoadedModel off =
            runtime.load(prepared(portable, Form.MAPPED, 2), options(SecondTier.OFF))) {
      assertInstanceOf(OnnxModel.class, fast);
      assertInstanceOf(OnnxModel.class, off);
    }
  }

  @Test
  void preparedModel_whoseWeightsAreCutShort_isRefused() throws IOException {
    LocalArtifact prepared = prepared(large(), Form.MAPPED, 1);
    Path weights = folder.resolve("mapped").resolve("model.onnx.data");
    byte[] all = Files.readAllBytes(weights);
    Files.write(weights, java.util.Arrays.copyOf(all, 1000));
    var e = assertThrows(StartException.class, () -> scores(prepared));
    assertEquals(StartException.Kind.MODEL, e.kind());
  }

  @Test
  void modelThatIsNone_cannotBePrepared() throws IOException {
    Path place = Files.createDirectories(folder.resolve("none"));
    Files.writeString(place.resolve("model.onnx"), "no model");
    LocalArtifact none =
        local(place, List.of(Path.of("model.onnx")), Requirements.NONE, Optional.empty());
    var e = assertThrows(StartException.class, () -> prepared(none, Form.MAPPED, 1));
    assertTrue(e.getMessage().contains("mapped"), e.getMessage());
  }
}
