package dev.firstlight.protocol;

import static dev.firstlight.model.Manifests.spec;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.inference.Prediction;
import dev.firstlight.model.Manifests;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.protocol.ResponseEncoder.Encoded;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Hex;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResponseEncoderTest {
  private static final String ABOUT =
      ",'model_name':'m','model_version':'3','provenance':'random weights, seed 1'}";

  private final Buffers buffers = new Buffers(1 << 20);
  private final RequestScope scope = new RequestScope(buffers);
  private final ResponseEncoder encoder =
      new ResponseEncoder(Manifests.echo(DataType.FP32, -1), "fake_v1");

  @AfterEach
  void closeScope() {
    scope.close();
    assertEquals(0, buffers.leasedBytes());
  }

  private String predictions(Prediction... predictions) {
    Encoded encoded = encoder.predictions(List.of(predictions), scope);
    assertEquals(MediaType.JSON, encoded.contentType());
    assertEquals(OptionalInt.empty(), encoded.jsonLength());
    return RoundTripTest.text(encoded).replace('"', '\'');
  }

  private static Prediction tensors(Tensor... tensors) {
    return new Prediction.Tensors(List.of(tensors));
  }

  @Test
  void predictions_classes_haveIndexLabelAndScore() {
    Prediction classification =
        new Prediction.Classification(
            List.of(
                new Prediction.Score(2, "Katze \"Ä\"\n", 0.75f),
                new Prediction.Score(0, "0", 1e-7f)));

    assertEquals(
        "{'predictions':[{'classes':[{'index':2,'label':'Katze \\'Ä\\'\\n','score':0.75},"
            + "{'index':0,'label':'0','score':1.0E-7}]}]"
            + ABOUT,
        predictions(classification));
  }

  @Test
  void predictions_embeddings_areInTheOrderOfTheSamples() {
    assertEquals(
        "{'predictions':[{'embedding':[1.0,-0.5]},{'embedding':[]}]" + ABOUT,
        predictions(
            new Prediction.Embedding(new float[] {1, -0.5f}),
            new Prediction.Embedding(new float[0])));
  }

  @Test
  void predictions_oneTensor_isNestedAndBare() {
    assertEquals(
        "{'predictions':[[[1.0,2.0],[3.0,4.0]],5,[[],[]]]" + ABOUT,
        predictions(
            tensors(Tensor.of("y", new float[] {1, 2, 3, 4}, 2, 2)),
            tensors(Tensor.of("y", new long[] {5})),
            tensors(Tensor.of("y", new long[0], 2, 0))));
  }

  @Test
  void predictions_severalTensors_areByName() {
    assertEquals(
        "{'predictions':[{'a':[1],'b':'text'}]" + ABOUT,
        predictions(tensors(Tensor.of("a", new long[] {1}, 1), Tensor.of("b", List.of("text")))));
  }

  @Test
  void predictions_numbersThatJsonLacks_areStrings() {
    assertEquals(
        "{'predictions':[['NaN','Infinity','-Infinity',-0.0]]" + ABOUT,
        predictions(
            tensors(
                Tensor.of(
                    "y",
                    new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f},
                    4))));
  }

  @Test
  void predictions_strings_areTextOrBase64() {
    Tensor strings =
        Tensor.ofBytes(
            "y",
            List.of("é".getBytes(java.nio.charset.StandardCharsets.UTF_8), new byte[] {-1, 0}),
            Shape.of(2));

    assertEquals("{'predictions':[['é',{'b64':'/wA='}]]" + ABOUT, predictions(tensors(strings)));
  }

  private static Payload.Infer asked(boolean binary, Payload.Wanted... outputs) {
    return new Payload.Infer(Optional.empty(), List.of(), List.of(outputs), binary);
  }

  private static Tensor output(String name, long value) {
    return Tensor.of(name, new long[] {value}, 1);
  }

  @Test
  void infer_json_isTheProtocols() {
    Payload.Infer asked = new Payload.Infer(Optional.of("id \"é😀\""), List.of(), List.of(), false);
    Encoded encoded =
        encoder.infer(asked, List.of(Tensor.of("y", new float[] {1, 2}, 1, 2)), scope);

    assertEquals(MediaType.JSON, encoded.contentType());
    assertEquals(
        "{\"model_name\":\"m\",\"model_version\":\"3\",\"id\":\"id \\\"é\\uD83D\\uDE00\\\"\","
            + "\"parameters\":{\"provenance\":\"random weights, seed 1\"},"
            + "\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1.0,2.0]}]}",
        RoundTripTest.text(encoded));
  }

  @Test
  void infer_someOutputsBinary_lieBehindTheJsonInItsOrder() {
    Encoded encoded =
        encoder.infer(
            asked(true, new Payload.Wanted("a", true), new Payload.Wanted("b", false)),
            List.of(output("a", 1), output("b", 2), output("c", 3)),
            scope);

    assertEquals(MediaType.BINARY, encoded.contentType());
    assertEquals(3, encoded.parts().size());
    assertEquals(encoded.parts().get(0).remaining(), encoded.jsonLength().orElseThrow());
    assertEquals("0100000000000000", Hex.of(encoded.parts().get(1)));
    assertEquals("0300000000000000", Hex.of(encoded.parts().get(2)));
    String json =
        RoundTripTest.text(encoded)
            .substring(0, encoded.jsonLength().orElseThrow())
            .replace('"', '\'');
    assertTrue(
        json.endsWith(
            "'outputs':[{'name':'a','datatype':'INT64','shape':[1],'parameters':{'binary_data_size':8}},"
                + "{'name':'b','datatype':'INT64','shape':[1],'data':[2]},"
                + "{'name':'c','datatype':'INT64','shape':[1],'parameters':{'binary_data_size':8}}]}"),
        json);
  }

  @Test
  void infer_emptyBinaryOutput_keepsTheHeader() {
    Encoded encoded = encoder.infer(asked(true), List.of(Tensor.of("y", new float[0], 0)), scope);

    assertTrue(encoded.jsonLength().isPresent());
    assertTrue(RoundTripTest.text(encoded).contains("\"binary_data_size\":0"));
  }

  @Test
  void infer_binaryOutput_isNotCopied() {
    Tensor tensor = Tensor.of("y", new float[] {1}, 1);
    Encoded encoded = encoder.infer(asked(true), List.of(tensor), scope);
    tensor.data().putFloat(0, 5);

    assertEquals(5, encoded.parts().get(1).getFloat(0));
    assertSame(tensor.data().order(), encoded.parts().get(1).order());
  }

  @Test
  void metadata_isTheProtocols() {
    ModelManifest manifest =
        Manifests.tensors(
            List.of(spec("a", DataType.BYTES, -1), spec("b", DataType.BF16)),
            List.of(spec("y", DataType.UINT64, 1, -1)));

    assertEquals(
        "{'name':'m','versions':['3'],'platform':'fake_v1',"
            + "'inputs':[{'name':'a','datatype':'BYTES','shape':[-1]},{'name':'b','datatype':'BF16','shape':[]}],"
            + "'outputs':[{'name':'y','datatype':'UINT64','shape':[1,-1]}],"
            + "'parameters':{'task':'testing','licence':'CC0-1.0','provenance':'random weights, seed 1'}}",
        RoundTripTest.text(new ResponseEncoder(manifest, "fake_v1").metadata(scope))
            .replace('"', '\''));
  }
}
