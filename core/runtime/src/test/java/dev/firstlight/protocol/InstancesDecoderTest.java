package dev.firstlight.protocol;

import static dev.firstlight.model.Manifests.spec;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.inference.Input;
import dev.firstlight.model.Manifests;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The row format of Vertex AI and TensorFlow Serving, and single samples. */
class InstancesDecoderTest {
  private static final ModelManifest IMAGES = Manifests.images(2);
  private static final ModelManifest TEXTS = Manifests.texts();
  private static final ModelManifest ROWS = Manifests.echo(DataType.FP32, -1, -1);
  private static final ModelManifest TWO_INPUTS =
      Manifests.tensors(
          List.of(spec("a", DataType.INT64, -1), spec("b", DataType.BYTES, -1, -1)),
          List.of(spec("y", DataType.FP32, 1)));

  private static Wire instances(String json) {
    return Wire.json("{\"instances\":" + json.replace('\'', '"') + "}");
  }

  private static Input row(Tensor... tensors) {
    return new Input.Row(List.of(tensors));
  }

  @Test
  void instances_base64ForAnImageModel_areImages() {
    byte[] large = new byte[200_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 7);
    }
    Payload.Samples samples =
        instances("[{'b64':'/9j/'},{'b64':'" + Base64.getEncoder().encodeToString(large) + "'}]")
            .samples(IMAGES);

    assertEquals(
        List.of(Input.image(new byte[] {-1, -40, -1}), Input.image(large)), samples.inputs());
  }

  @Test
  void instances_stringsForATextModel_areTexts() {
    Payload.Samples samples = instances("['one','','zwei\\n😀']").samples(TEXTS);

    assertEquals(
        List.of(Input.text("one"), Input.text(""), Input.text("zwei\n😀")), samples.inputs());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "[1,2] | [2] | 0000803f00000040",
        "[[1],[2]] | [2,1] | 0000803f00000040",
        "5 | [] | 0000a040",
        "[] | [0] | ~~",
        "[[],[]] | [2,0] | ~~",
        "[[[]]] | [1,1,0] | ~~"
      })
  void instances_barenumbers_areRowsOfTheirNesting(String json, String shape, String hex) {
    Input input = instances("[" + json + "]").samples(ROWS).inputs().get(0);
    Tensor tensor = ((Input.Row) input).tensors().get(0);

    assertEquals(shape, tensor.shape().toString());
    assertEquals(hex, dev.firstlight.tensor.Hex.of(tensor.data()));
  }

  @Test
  void instances_objectsByName_areRowsOfSeveralInputs() {
    Payload.Samples samples = instances("[{'b':['x',{'b64':'/w=='}],'a':7}]").samples(TWO_INPUTS);

    assertEquals(
        List.of(
            row(
                Tensor.ofBytes(
                    "b",
                    List.of("x".getBytes(StandardCharsets.UTF_8), new byte[] {-1}),
                    Shape.of(2)),
                Tensor.of("a", new long[] {7}))),
        samples.inputs());
  }

  @Test
  void instances_base64ForAModelOfStrings_areScalarRows() {
    Payload.Samples samples =
        instances("[{'b64':'/wA='}]").samples(Manifests.echo(DataType.BYTES, -1));

    assertEquals(
        List.of(row(Tensor.ofBytes("x", List.of(new byte[] {-1, 0}), Shape.of()))),
        samples.inputs());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[1,2],[3]]",
        "[[1],2]",
        "[1,[2]]",
        "[[],1]",
        "[[[]],1]",
        "[[],[1]]",
        "[[1],[]]",
        "[[[1]],[2]]",
        "[[1],[[2]]]",
        "[[[1],[2]],[[3]]]"
      })
  void instances_raggedArrays_areRefused(String json) {
    String refusal = instances("[" + json + "]").refusal(ROWS);

    assertTrue(refusal.startsWith("instances[0] is ragged"), "refused by: " + refusal);
  }

  @Test
  void instances_moreDimensionsThanATensorHas_areRefused() {
    String refusal = instances("[" + "[".repeat(33) + "1" + "]".repeat(33) + "]").refusal(ROWS);

    assertTrue(refusal.contains("nested deeper than 32"), "refused by: " + refusal);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "[] | instances is empty",
        "{} | instances must be an array, but is an object",
        "null | instances must be an array, but is null",
        "'text' | instances must be an array, but is the string \"text\"",
        "[1,2,3,4,5] | instances has more than 4 samples, the limit",
        "['1'] | instances[0] holds the string \"1\" at position 0, but FP32 needs a number",
        "[[1],[null]] | instances[1] holds null at position 0, but FP32 needs a number",
        "[{'z':1}] | instances[0].z is no input of the model; it has \"x\"",
        "[{'x':[1,'2']}] | instances[0].x holds the string \"2\" at position 1",
        "[{'b64':'AAAA'}] | instances[0] is base64, but the model's input \"x\" FP32 [-1,-1] does not take bytes"
      })
  void instances_brokenForAModelOfNumbers_areRefused(String json, String complaint) {
    String refusal = instances(json).refusal(ROWS);

    assertTrue(refusal.startsWith(complaint), "refused by: " + refusal);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "['AAAA'] | instances[0] is a string, but the model takes images: send {\"b64\": \"…\"}",
        "[{'b64':'AAAA'},{'b64':'?'}] | instances[1].b64 is not valid base64",
        "[{'b64':'AA==','x':1}] | instances[0] must have nothing beside \"b64\"",
        "[{'b64':null}] | instances[0].b64 must be a string, but is null",
        "[{'url':'http://x/y.jpg'}] | instances[0].url is no input of the model"
      })
  void instances_brokenForAModelOfImages_areRefused(String json, String complaint) {
    String refusal = instances(json).refusal(IMAGES);

    assertTrue(refusal.startsWith(complaint), "refused by: " + refusal);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "[5] | instances[0] must be a string, or an object that names the model's inputs \"ids\", \"mask\"",
        "[null] | instances[0] must be a string, or an object",
        "[['a']] | instances[0] must be a string, or an object",
        "['a','\\udfff'] | instances[1] has the lone surrogate \\udfff at 0"
      })
  void instances_brokenForAModelOfTexts_areRefused(String json, String complaint) {
    String refusal = instances(json).refusal(TEXTS);

    assertTrue(refusal.startsWith(complaint), "refused by: " + refusal);
  }

  @Test
  void instances_bareForSeveralInputs_areRefusedByTheirNames() {
    String refusal = instances("[[1]]").refusal(TWO_INPUTS);

    assertEquals(
        "instances[0] must be an object that names the model's inputs \"a\", \"b\"", refusal);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "null | -1 | false",
        "{} | -1 | false",
        "{'top_k':3} | 3 | false",
        "{'raw':true,'top_k':1} | 1 | true"
      })
  void parameters_beforeOrAfterTheInstances_areRead(String json, int topK, boolean raw) {
    Payload.Parameters wanted =
        new Payload.Parameters(topK < 0 ? OptionalInt.empty() : OptionalInt.of(topK), raw);
    String parameters = "\"parameters\":" + json.replace('\'', '"');
    String rows = "\"instances\":[[1,2]]";

    assertEquals(wanted, Wire.json("{" + parameters + "," + rows + "}").samples(ROWS).parameters());
    assertEquals(wanted, Wire.json("{" + rows + "," + parameters + "}").samples(ROWS).parameters());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "{'top_k':0} | parameters.top_k must be a whole number of at least 1, but is the number 0",
        "{'top_k':-3} | parameters.top_k must be",
        "{'top_k':2.5} | parameters.top_k must be a whole number of at least 1, but is the number 2.5",
        "{'top_k':99999999999} | parameters.top_k must be",
        "{'top_k':'3'} | parameters.top_k must be a whole number of at least 1, but is the string \"3\"",
        "{'top_k':[3]} | parameters.top_k must be a whole number of at least 1, but is an array",
        "{'raw':1} | parameters.raw must be true or false, but is the number 1",
        "{'topK':3} | parameters.topK is not known; allowed are top_k and raw",
        "[] | parameters must be an object, but is an array"
      })
  void parameters_broken_areRefused(String json, String complaint) {
    String refusal =
        Wire.json("{\"instances\":[[1,2]],\"parameters\":" + json.replace('\'', '"') + "}")
            .refusal(ROWS);

    assertTrue(refusal.startsWith(complaint), "refused by: " + refusal);
  }

  @Test
  void signatureName_ofTensorFlowServing_passes() {
    Wire wire = Wire.json("{\"signature_name\":\"serving_default\",\"instances\":[[1,2]]}");

    assertEquals(1, wire.samples(ROWS).inputs().size());
  }

  @Test
  void single_imageBytes_areOneSample() {
    byte[] bytes = {-1, -40, -1, 0};

    for (String type : List.of("image/jpeg", "image/png", "IMAGE/PNG; q=1")) {
      assertEquals(
          List.of(Input.image(bytes)), Wire.of(type, bytes).samples(IMAGES).inputs(), type);
    }
  }

  @ParameterizedTest
  @CsvSource({"text/plain, UTF-8", "text/plain;charset=\"iso-8859-1\", ISO-8859-1"})
  void single_text_isReadInItsCharacterSet(String type, String charset) {
    byte[] bytes = "Grüße".getBytes(java.nio.charset.Charset.forName(charset));

    assertEquals(List.of(Input.text("Grüße")), Wire.of(type, bytes).samples(TEXTS).inputs());
  }

  @Test
  void single_textThatIsNoUtf8_isRefused() {
    String refusal = Wire.of("text/plain", new byte[] {65, (byte) 0xff}).refusal(TEXTS);

    assertEquals("the body is not valid UTF-8", refusal);
  }

  @Test
  void single_zeroBytes_isRefusedWhateverTheType() {
    byte[] none = new byte[0];

    assertEquals("the body is empty", Wire.of("image/jpeg", none).refusal(IMAGES));
    assertEquals("the body is empty", Wire.of("image/png", none).refusal(IMAGES));
    assertEquals("the body is empty", Wire.of("text/plain", none).refusal(TEXTS));
    assertEquals("the body is empty", Wire.of("application/json", none).refusal(ROWS));
  }

  @Test
  void single_kindThatTheModelDoesNotTake_isRefusedByItsInputs() {
    String image = Wire.of("image/png", new byte[9]).refusal(TEXTS);
    String text = Wire.of("text/plain", new byte[] {65}).refusal(ROWS);

    assertTrue(image.contains("does not take images") && image.contains("\"ids\""), image);
    assertTrue(text.contains("does not take texts") && text.contains("\"x\""), text);
  }
}
