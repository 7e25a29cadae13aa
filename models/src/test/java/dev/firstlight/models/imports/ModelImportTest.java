package dev.firstlight.models.imports;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ImagePreprocessing.Resize;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.model.WarmupSample;
import dev.firstlight.models.PackageVerifier;
import dev.firstlight.models.export.Content;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelImportTest {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int STRING = 8;

  private final List<String> said = new ArrayList<>();
  @TempDir private Path folder = Path.of("");

  @Test
  void tensorModel_keepsItsInputsAndOutputs() throws IOException {
    ModelManifest manifest = imported(of(write("net.onnx", OnnxFixtures.adder(INT64))));
    assertEquals(
        List.of(
            new TensorSpec("a", DataType.INT64, Shape.of(-1)),
            new TensorSpec("b", DataType.INT64, Shape.of())),
        manifest.inputs());
    assertEquals(List.of(new TensorSpec("sum", DataType.INT64, Shape.of(-1))), manifest.outputs());
    assertEquals("tensors", manifest.task());
    assertEquals("unknown", manifest.licence());
    assertEquals("imported from net.onnx", manifest.provenance());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 6, 7, 8, 9, 10, 11})
  void datatypes_areImportedAndRun(int type) throws IOException {
    imported(of(write("net.onnx", OnnxFixtures.identity(type, 2, -1))));
  }

  @Test
  void emptyDimension_isImportedAndRun() throws IOException {
    imported(of(write("net.onnx", OnnxFixtures.identity(FLOAT, 0, 3))));
  }

  @Test
  void scalarString_isImportedAndRun() throws IOException {
    imported(of(write("net.onnx", OnnxFixtures.identity(STRING))));
  }

  @Test
  void imageModel_asksForWhatItCannotKnow() throws IOException {
    StartException e = refused(classifier(false).task("image-classification"));
    assertEquals(StartException.Kind.CONFIGURATION, e.kind());
    assertTrue(e.getMessage().contains("(value × scale − mean) ÷ std"), e.getMessage());
    assertTrue(
        e.getMessage().contains("--name m --task image-classification --scale 1/255 --mean"),
        e.getMessage());
    assertFalse(e.getMessage().contains("--layout"), e.getMessage());
  }

  @Test
  void imageModel_guessesTheRestAndSaysSo() throws IOException {
    ModelManifest manifest =
        imported(classifier(false).task("image-classification").images(normalized()));
    ImagePreprocessing image = ((Preprocessing.Image) manifest.preprocessing()).image();
    assertEquals(ImagePreprocessing.Layout.NCHW, image.layout());
    assertEquals(OnnxFixtures.SIDE, image.cropWidth());
    assertEquals(
        Optional.of(
            new Resize.Shorter(OnnxFixtures.SIDE, ImagePreprocessing.Interpolation.BILINEAR)),
        image.resize());
    assertEquals(Collections.nCopies(3, 0.5), image.mean());
    assertEquals(
        new Postprocessing.Classification(Optional.empty(), Optional.empty(), 5, true),
        manifest.postprocessing());
    assertTrue(said.toString().contains("guess: layout NCHW"), said.toString());
    assertTrue(said.toString().contains("guess: scores are logits"), said.toString());
  }

  @Test
  void scoresThatSumToOne_areTakenForProbabilities() throws IOException {
    ModelManifest manifest =
        imported(classifier(true).task("image-classification").images(normalized()));
    assertFalse(((Postprocessing.Classification) manifest.postprocessing()).softmax());
  }

  @Test
  void labelsOfAnotherNumber_areRefused() throws IOException {
    StartException e =
        refused(
            classifier(false)
                .task("image-classification")
                .images(normalized())
                .labels(List.of("cat", "dog")));
    assertTrue(e.getMessage().contains("there are 2 labels, but the model has 1000 classes"));
  }

  @Test
  void labels_withoutAClassification_areRefused() throws IOException {
    StartException e = refused(classifier(false).labels(List.of("cat")));
    assertTrue(e.getMessage().contains("--task image-classification"), e.getMessage());
  }

  @Test
  void narrowedShape_isWritten() throws IOException {
    ModelManifest manifest =
        imported(classifier(false).inputs(List.of(TensorArgument.parse("image:FP32[1,3,8,8]"))));
    assertEquals(Shape.of(1, 3, 8, 8), manifest.inputs().get(0).shape());
  }

  @Test
  void declaredInput_thatDoesNotFit_isRefused() throws IOException {
    StartException e =
        refused(classifier(false).inputs(List.of(TensorArgument.parse("image:FP32[1,3,9,9]"))));
    assertTrue(e.getMessage().contains("image:FP32[-1,3,8,8]"), e.getMessage());
  }

  @Test
  void modelThatRefusesZeros_asksForASample() throws IOException {
    StartException e = refused(of(write("net.onnx", OnnxFixtures.reshaper())));
    assertEquals(StartException.Kind.MODEL, e.kind());
    assertTrue(e.getMessage().contains("--sample FILE"), e.getMessage());
  }

  @Test
  void sample_isTriedAndKeptForColdStarts() throws IOException {
    String request =
        """
        {"inputs": [{"name": "in", "shape": [4], "datatype": "FP32", "data": [1, 2, 3, 4]}]}
        """;
    ModelManifest manifest =
        imported(
            of(write("net.onnx", OnnxFixtures.reshaper()))
                .sample(
                    new ImportSample.File(
                        "samples/sample-1.json",
                        "application/json",
                        Content.of(request.getBytes(StandardCharsets.UTF_8)))));
    assertEquals(
        List.of(new WarmupSample.File("samples/sample-1.json", "application/json")),
        manifest.warmup());
  }

  @Test
  void textModel_asksForTokenizerLengthAndPooling() throws IOException {
    StartException e =
        refused(of(write("net.onnx", OnnxFixtures.encoder())).task("text-embedding"));
    assertTrue(
        e.getMessage().contains("--tokenizer tokenizer.json --max-length 128 --pooling mean"),
        e.getMessage());
  }

  @Test
  void textModel_takesWhatLiesBesideItsTokenizer() throws IOException {
    Path model = write("hub/model.onnx", OnnxFixtures.encoder());
    write("hub/tokenizer.json", tokenizer());
    write("hub/sentence_bert_config.json", "{\"max_seq_length\": 12}");
    write("hub/1_Pooling/config.json", "{\"pooling_mode_mean_tokens\": true}");
    write("hub/modules.json", "[{\"type\": \"sentence_transformers.models.Normalize\"}]");
    ModelManifest manifest =
        imported(
            of(model)
                .task("text-embedding")
                .texts(TextChoices.NONE.withTokenizer(folder.resolve("hub"))));
    var text = ((Preprocessing.Text) manifest.preprocessing()).text();
    assertEquals(12, text.maximumLength());
    assertEquals(Optional.of("attention_mask"), text.mask());
    assertEquals(
        new Postprocessing.Embedding(Optional.empty(), Postprocessing.Pooling.MEAN, true),
        manifest.postprocessing());
  }

  @Test
  void externalWeights_areCopiedAndUsed() throws IOException {
    Path model = write("in/net.onnx", OnnxFixtures.externalClassifier("deep/weights.bin"));
    write("in/deep/weights.bin", OnnxFixtures.numbers());
    ModelManifest manifest = imported(of(model));
    assertEquals(
        List.of("onnx/model.onnx", "onnx/deep/weights.bin"),
        manifest.artifacts().get(0).files().stream().map(file -> file.path()).toList());
    assertArrayEquals(
        OnnxFixtures.numbers(), Files.readAllBytes(target().resolve("onnx/deep/weights.bin")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/hostname",
        "../secret",
        "a/../../secret",
        "C:\\secret",
        "..\\secret",
        "a\\b"
      })
  void externalWeightsElsewhere_areNotOpened(String location) throws IOException {
    write("secret", "secret");
    StartException e = refused(of(write("in/net.onnx", OnnxFixtures.externalClassifier(location))));
    assertTrue(e.getMessage().contains("such a file is not opened"), e.getMessage());
  }

  @Test
  void externalWeightsThatLinkElsewhere_areNotOpened() throws IOException {
    Path secret = write("secret", "secret");
    Path model = write("in/net.onnx", OnnxFixtures.externalClassifier("weights.bin"));
    Files.createSymbolicLink(folder.resolve("in/weights.bin"), secret);
    assertTrue(refused(of(model)).getMessage().contains("is not followed"));
  }

  @Test
  void externalWeightsOfADownloadCache_areFollowedThere() throws IOException {
    Path blob = write("blobs/1", OnnxFixtures.externalClassifier("weights.bin"));
    Path weights = write("blobs/2", OnnxFixtures.numbers());
    Files.createDirectories(folder.resolve("snapshot"));
    Path model = Files.createSymbolicLink(folder.resolve("snapshot/net.onnx"), blob);
    Files.createSymbolicLink(folder.resolve("snapshot/weights.bin"), weights);
    imported(of(model));
  }

  @Test
  void absentExternalWeights_areAskedFor() throws IOException {
    Path model = write("in/net.onnx", OnnxFixtures.externalClassifier("weights.bin"));
    assertTrue(refused(of(model)).getMessage().contains("put it beside the model"));
  }

  @Test
  void otherFormats_areNamedWithAWayOut() throws IOException {
    assertTrue(refused(of(write("a.onnx", ""))).getMessage().contains("is empty"));
    assertTrue(refused(of(write("b", "version https://git-lfs"))).getMessage().contains("LFS"));
    assertTrue(refused(of(write("c", "<html>"))).getMessage().contains("web page"));
    assertTrue(refused(of(write("d", "\0\0\0\0TFL3"))).getMessage().contains("TensorFlow Lite"));
    assertTrue(refused(of(write("e", "GGUF"))).getMessage().contains("llama.cpp"));
    assertTrue(refused(of(folder.resolve("gone"))).getMessage().contains("is not there"));
    Path weights = zip("f.pt", "net/data.pkl");
    assertTrue(refused(of(weights)).getMessage().contains("torch.jit.trace"));
  }

  @Test
  void truncatedModel_isRefused() throws IOException {
    byte[] whole = OnnxFixtures.classifier(false);
    byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);
    assertTrue(refused(of(write("net.onnx", half))).getMessage().contains("is no ONNX model"));
  }

  @Test
  void torchScript_isToldByWhatIsInIt() throws IOException {
    Path model = zip("net.bin", "net/data.pkl", "net/code/__torch__.py");
    ModelFiles files = ModelFinder.find(model, Optional.empty());
    assertEquals("pytorch", files.runtime());
    assertFalse(files.tells());
  }

  @Test
  void savedModel_isTakenWithItsVariablesAndAssetsOnly() throws IOException {
    for (String file :
        List.of("saved_model.pb", "variables/variables.index", "assets/v", "notes")) {
      write("saved/" + file, "x");
    }
    ModelFiles files = ModelFinder.find(folder.resolve("saved"), Optional.empty());
    assertEquals("tensorflow", files.runtime());
    assertEquals(
        List.of(
            "saved_model/saved_model.pb",
            "saved_model/variables/variables.index",
            "saved_model/assets/v"),
        files.items().stream().map(ModelFiles.Item::path).toList());
  }

  @Test
  void absentRuntime_isNamedBesideThoseThereAre() throws IOException {
    StartException e = refused(classifier(false).runtime("elsewhere"));
    assertEquals(StartException.Kind.RUNTIME, e.kind());
    assertTrue(e.getMessage().contains("\"elsewhere\", which is not on the class path"));
    assertTrue(e.getMessage().contains("onnx"), e.getMessage());
  }

  @Test
  void otherPackage_isNotReplacedUnasked() throws IOException {
    imported(of(write("net.onnx", OnnxFixtures.adder(INT64))));
    Path other = write("other.onnx", OnnxFixtures.adder(FLOAT));
    assertTrue(refused(of(other)).getMessage().contains("--replace"));
    assertEquals(DataType.FP32, imported(of(other).replace(true)).inputs().get(0).datatype());
  }

  @Test
  void unknownTask_isRefusedWithThoseThereAre() throws IOException {
    assertTrue(
        refused(classifier(false).task("vision")).getMessage().contains("image-classification"));
  }

  private ImageChoices normalized() {
    return new ImageChoices(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.of(1 / 255.0),
        List.of(0.5),
        List.of(0.25));
  }

  private ImportRequest.Builder classifier(boolean probabilities) throws IOException {
    return of(write("net.onnx", OnnxFixtures.classifier(probabilities)));
  }

  private ImportRequest.Builder of(Path source) {
    return ImportRequest.of(source, "m", target(), folder.resolve("cache"));
  }

  private ModelManifest imported(ImportRequest.Builder request) {
    var unused = new ModelImport(said::add).run(request.build());
    return PackageVerifier.verify(target());
  }

  private StartException refused(ImportRequest.Builder request) {
    boolean there = Files.exists(target());
    StartException e =
        assertThrows(StartException.class, () -> new ModelImport(said::add).run(request.build()));
    assertEquals(there, Files.exists(target()));
    assertTrue(names(folder).stream().noneMatch(name -> name.startsWith(".")), names(folder) + "");
    return e;
  }

  private Path target() {
    return folder.resolve("package");
  }

  private Path write(String path, String text) throws IOException {
    return write(path, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private Path write(String path, byte[] bytes) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    return Files.write(file, bytes);
  }

  private Path zip(String path, String... names) throws IOException {
    Path file = folder.resolve(path);
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
      }
    }
    return file;
  }

  private static List<String> names(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A tokenizer of words. */
  private static String tokenizer() {
    return """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
         "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null,
         "decoder": null,
         "model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "a": 1}, "unk_token": "[UNK]"}}
        """;
  }
}
