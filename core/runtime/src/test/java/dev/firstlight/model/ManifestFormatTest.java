package dev.firstlight.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.StartException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code model.json} looks like, and what is refused in it. */
class ManifestFormatTest {
  private static final String SHA = "0".repeat(64);
  private static final String IMAGE =
      """
      {
        "schema": "firstlight.model/1", "name": "m", "version": "1",
        "task": "image-classification", "licence": "Apache-2.0", "provenance": "random weights, seed 1",
        "inputs": [{"name": "input", "datatype": "FP32", "shape": [-1, 3, 224, 224]}],
        "outputs": [{"name": "logits", "datatype": "FP32", "shape": [-1, 1000]}],
        "preprocessing": {"image": {
          "resize": {"shorter": 256, "interpolation": "bilinear"},
          "crop": {"width": 224, "height": 224},
          "layout": "NCHW", "channels": "RGB", "scale": 0.1, "mean": [1, 1, 1], "std": [1, 1, 1]}},
        "postprocessing": {"classification": {"labels": "labels.txt", "topK": 5, "softmax": true}},
        "warmup": [{"file": "a.jpg", "mediaType": "image/jpeg"}],
        "files": [
          {"path": "labels.txt", "bytes": 5, "sha256": "SHA"},
          {"path": "a.jpg", "bytes": 6, "sha256": "SHA"}],
        "artifacts": [{"name": "onnx", "runtime": "onnx", "files": [
          {"path": "model.onnx", "bytes": 7, "sha256": "SHA"}]}]
      }
      """
          .replace("SHA", SHA);
  private static final String TEXT =
      """
      {
        "schema": "firstlight.model/1", "name": "t", "version": "1",
        "task": "text-embedding", "licence": "Apache-2.0", "provenance": "somewhere",
        "inputs": [
          {"name": "ids", "datatype": "INT64", "shape": [-1, -1]},
          {"name": "mask", "datatype": "INT64", "shape": [-1, -1]}],
        "outputs": [{"name": "hidden", "datatype": "FP32", "shape": [-1, -1, 384]}],
        "preprocessing": {"text": {"tokenizer": "tokenizer.json", "maximumLength": 256,
          "truncate": true, "inputs": {"ids": "ids", "mask": "mask"}}},
        "postprocessing": {"embedding": {"pooling": "mean", "normalize": true}},
        "warmup": [{"text": "hello"}],
        "files": [{"path": "tokenizer.json", "bytes": 5, "sha256": "SHA"}],
        "artifacts": [{"name": "onnx", "runtime": "onnx", "files": [
          {"path": "model.onnx", "bytes": 7, "sha256": "SHA"}]}]
      }
      """
          .replace("SHA", SHA);

  @Test
  void imageManifest_isRead() {
    ModelManifest manifest = read(IMAGE);
    assertEquals(
        new Preprocessing.Image(
            new ImagePreprocessing(
                Optional.empty(),
                Optional.of(
                    new ImagePreprocessing.Resize.Shorter(
                        256, ImagePreprocessing.Interpolation.BILINEAR)),
                224,
                224,
                ImagePreprocessing.Layout.NCHW,
                ImagePreprocessing.Channels.RGB,
                0.1,
                List.of(1.0, 1.0, 1.0),
                List.of(1.0, 1.0, 1.0))),
        manifest.preprocessing());
    assertEquals(List.of(new WarmupSample.File("a.jpg", "image/jpeg")), manifest.warmup());
    assertEquals(7, manifest.artifacts().get(0).bytes());
    assertTrue(manifest.hasRandomWeights());
  }

  @Test
  void textManifest_isRead() {
    ModelManifest manifest = read(TEXT);
    assertEquals(
        new Preprocessing.Text(
            new TextPreprocessing(
                "tokenizer.json", 256, true, false, "ids", Optional.of("mask"), Optional.empty())),
        manifest.preprocessing());
    assertEquals(
        new Postprocessing.Embedding(Optional.empty(), Postprocessing.Pooling.MEAN, true),
        manifest.postprocessing());
  }

  @Test
  void processing_mayBeAbsent() {
    ModelManifest manifest =
        read(
            """
            {"schema":"firstlight.model/1","name":"raw","version":"1","task":"t","licence":"l",
             "provenance":"p","inputs":[{"name":"x","datatype":"BOOL","shape":[]}],"outputs":[],
             "artifacts":[{"name":"a","runtime":"onnx","layout":null,
               "files":[{"path":"m","bytes":0,"sha256":"%s"}]}]}
            """
                .formatted(SHA));
    assertEquals(new Preprocessing.None(), manifest.preprocessing());
    assertEquals(new Postprocessing.None(), manifest.postprocessing());
    assertTrue(manifest.artifacts().get(0).requires().isPortable());
  }

  @Test
  void written_isStableUnixText() {
    String written = new String(ManifestWriter.write(read(TEXT)), StandardCharsets.UTF_8);
    assertTrue(written.startsWith("{\n  \"schema\" : \"firstlight.model/1\",\n"), written);
    assertTrue(written.endsWith("}\n"), written);
    assertEquals(-1, written.indexOf('\r'));
    assertEquals(read(TEXT), read(written));
  }

  @Test
  void halfASurrogatePair_isNotWritten() {
    ModelManifest manifest = read(TEXT.replace("hello", "\\ud83d"));
    assertThrows(IllegalArgumentException.class, () -> ManifestWriter.write(manifest));
  }

  @Test
  void message_namesPackageAndPlace() {
    StartException refused =
        refusal(IMAGE.replace("\"bytes\": 7, \"sha256\": \"" + SHA + "\"", "\"bytes\": 7"));
    assertEquals(StartException.Kind.PACKAGE, refused.kind());
    assertEquals(
        "model.json at \"file:///mnt/m\": artifacts[0].files[0].sha256 is missing",
        refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "firstlight.model/1 | firstlight.model/2 | schema is \"firstlight.model/2\", but only",
        "\"topK\" | \"topk\" | postprocessing.classification.topk is not known here; allowed are",
        "\"topK\": 5 | \"topK\": 5000 | top-k is 5000, but output \"logits\" FP32 [-1,1000] has",
        "\"topK\": 5 | \"topK\": \"5\" | topK must be a whole number, but is the string \"5\"",
        "\"topK\": 5 | \"topK\": 1e999 | topK must be a whole number",
        "\"NCHW\" | \"nchw\" | preprocessing.image.layout is \"nchw\"; allowed are NCHW, NHWC",
        "\"NCHW\" | \"NHWC\" | does not take the FP32 images of shape [-1,224,224,3]",
        "\"bilinear\" | \"lanczos\" | is \"lanczos\"; allowed are nearest, bilinear, bicubic",
        "\"shorter\": 256 | \"shorter\": 0 | resize.shorter must be between 1 and 16384, but is 0",
        "\"shorter\": 256, | `` | resize must have either shorter, or width and height",
        "\"shorter\" | \"width\" | resize.height is missing",
        "FP32\", \"shape\": [-1, 3 | INT8\", \"shape\": [-1, 3 | input \"input\" INT8 [-1,3,224,224] does not take",
        "FP32\", \"shape\": [-1, 3 | float\", \"shape\": [-1, 3 | inputs[0].datatype is \"float\"; allowed are BOOL,",
        "[-1, 3, | [-2, 3, | inputs[0].shape: shape [-2, 3, 224, 224] has the negative dimension",
        "\"scale\": 0.1 | \"scale\": 1e999 | preprocessing.image: scale must be a finite number",
        "\"scale\": 0.1 | \"scale\": NaN | is not valid JSON: Non-standard token 'NaN'",
        "\"mean\": [1, 1, 1] | \"mean\": [1] | preprocessing.image: RGB needs 3 means",
        "\"crop\": | \"input\": \"x\", \"crop\": | there is no input \"x\"; the model has [input]",
        "\"labels\": | \"output\": \"y\", \"labels\": | there is no output \"y\"; the model has",
        "\"labels.txt\", \"topK\" | \"l.txt\", \"topK\" | \"l.txt\" is used but not listed in files",
        "\"a.jpg\", \"mediaType\" | \"../a\", \"mediaType\" | warmup[0]: \"../a\" is no path inside",
        "\"image/jpeg\" | \"jpeg\" | warm-up sample \"a.jpg\" has the media type \"jpeg\"",
        "\"image/jpeg\" | \"text/plain\" | is a text, but the package has no text preprocessing",
        "{\"file\": \"a.jpg\", \"mediaType\": \"image/jpeg\"} | {} | warmup[0] must have either file",
        "\"path\": \"a.jpg\", \"bytes\": 6 | \"path\": \"model.onnx\", \"bytes\": 6 | is used but not",
        "\"path\": \"model.onnx\" | \"path\": \"labels.txt\" | \"labels.txt\" is listed twice with",
        "\"path\": \"model.onnx\" | \"path\": \"labels.txt/x\" | \"labels.txt\" cannot be a file and",
        "\"path\": \"model.onnx\" | \"path\": \"model.json\" | is the package's own description",
        "\"path\": \"model.onnx\" | \"path\": \"/etc/passwd\" | \"/etc/passwd\" is no path inside",
        "\"bytes\": 7 | \"bytes\": -7 | artifacts[0].files[0]: file \"model.onnx\" cannot have -7",
        "\"runtime\": | \"requires\": {\"cpu\": \"x\"}, \"runtime\": | artifacts[0].requires.cpu is not",
        "\"name\": \"m\" | \"name\": \"m/n\" | name must be 1 to 128 letters",
        "\"name\": \"m\" | \"name\": \"m\", \"name\": \"n\" | is not valid JSON: Duplicate field",
        "\"artifacts\": | \"artifact\": | artifact is not known here; allowed are",
      })
  void mistake_isRefusedWithItsPlace(String right, String wrong, String message) {
    assertTrue(IMAGE.contains(right), right);
    String text = message(IMAGE.replace(right, wrong));
    assertTrue(text.contains(message), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"ids\": \"ids\", \"mask\": \"mask\" | \"ids\": \"ids\" | input \"mask\" INT64 [-1,-1] would get",
        "\"mask\": \"mask\" | \"mask\": \"ids\" | input \"ids\" cannot take both",
        "INT64 | INT32 | does not take token tensors, which are INT64",
        "\"shape\": [-1, -1] | \"shape\": [-1, 128] | takes texts of exactly 128 tokens",
        "\"pooling\": \"mean\" | \"pooling\": \"none\" | cannot be pooled by NONE",
        "\"pooling\": \"mean\" | \"pooling\": \"MEAN\" | allowed are mean, cls, max, none",
        "\"embedding\" | \"embeddings\" | postprocessing.embeddings is not known here; allowed are",
        "\"runtime\": | \"layout\": \"NHWC\", \"runtime\": | has a layout, but the package has no image",
      })
  void mistakeInText_isRefusedWithItsPlace(String right, String wrong, String message) {
    assertTrue(TEXT.contains(right), right);
    String text = message(TEXT.replace(right, wrong));
    assertTrue(text.contains(message), text);
  }

  @Test
  void emptyDocument_isRefused() {
    assertEquals(
        "model.json at \"file:///mnt/m\" is empty; a JSON document was expected", message(""));
  }

  @Test
  void anythingButAnObject_isRefused() {
    assertEquals("model.json at \"file:///mnt/m\" must be a JSON object", message("[1]"));
  }

  @Test
  void documentOverTheLimit_isRefused() {
    byte[] huge = new byte[ManifestReader.MAX_BYTES + 1];
    Arrays.fill(huge, (byte) ' ');
    StartException refused =
        assertThrows(StartException.class, () -> ManifestReader.read(huge, "file:///mnt/m"));
    assertEquals(
        "model.json at \"file:///mnt/m\" has 4194305 bytes; at most 4194304 are allowed",
        refused.getMessage());
  }

  @Test
  void deepNesting_isRefused() {
    assertTrue(
        message("[".repeat(100_000)).contains("is not valid JSON"),
        "nesting must not overflow the stack");
  }

  @Test
  void everyTruncation_isRefusedAsAPackageFault() {
    byte[] whole = IMAGE.strip().getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      StartException refused =
          assertThrows(StartException.class, () -> ManifestReader.read(part, "x"));
      assertEquals(StartException.Kind.PACKAGE, refused.kind());
    }
  }

  private static ModelManifest read(String json) {
    return ManifestReader.read(json.getBytes(StandardCharsets.UTF_8), "file:///mnt/m");
  }

  private static StartException refusal(String json) {
    return assertThrows(StartException.class, () -> read(json));
  }

  private static String message(String json) {
    return String.valueOf(refusal(json).getMessage());
  }
}
