package dev.firstlight.protocol;

import static dev.firstlight.model.Manifests.spec;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.Header;
import dev.firstlight.model.Manifests;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Infer requests of the Open Inference Protocol in JSON alone. */
class InferDecoderTest {
  private static final ModelManifest MATRIX = Manifests.echo(DataType.FP32, -1, 2);
  private static final Tensor ONE_TO_FOUR = Tensor.of("x", new float[] {1, 2, 3, 4}, 2, 2);

  private static Wire input(String members) {
    return Wire.json("{\"inputs\":[{" + members.replace('\'', '"') + "}]}");
  }

  private static Wire body(String json) {
    return Wire.json(json.replace('\'', '"'));
  }

  /** All orders of an input's members. */
  private static Stream<String> orders() {
    List<String> members =
        List.of(
            "'name':'x'",
            "'datatype':'FP32'",
            "'shape':[2,2]",
            "'data':[[1,2],[3,4]]",
            "'parameters':{'a':[{}]}");
    List<List<String>> orders = List.of(List.of());
    for (int i = 0; i < members.size(); i++) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> order : orders) {
        for (String member : members) {
          if (!order.contains(member)) {
            List<String> next = new ArrayList<>(order);
            next.add(member);
            longer.add(next);
          }
        }
      }
      orders = longer;
    }
    return orders.stream().map(order -> String.join(",", order));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void inputs_membersInAnyOrder_areTheSameTensor(String members) {
    assertEquals(List.of(ONE_TO_FOUR), input(members).infer(MATRIX).inputs());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,2,3,4]", "[[1,2],[3,4]]", " [ [ 1 , 2 ] ,\n[ 3.0 , 0.4e1 ] ] "})
  void inputs_flatOrNestedData_isTheSameTensor(String data) {
    Wire wire = input("'name':'x','datatype':'FP32','shape':[2,2],'data':" + data);

    assertEquals(List.of(ONE_TO_FOUR), wire.infer(MATRIX).inputs());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 7990, 8000, 8010, 20_000})
  void inputs_dataFarBehindInTheBodyAndBeforeItsShape_isFound(int spaces) {
    Wire wire =
        input(" ".repeat(spaces) + "'data':[1,2,3,4],'name':'x','datatype':'FP32','shape':[2,2]");

    assertEquals(List.of(ONE_TO_FOUR), wire.infer(MATRIX).inputs());
  }

  @Test
  void inputs_textOfSeveralBytesBeforeTheData_doesNotMisplaceIt() {
    Wire wire =
        body(
            "{'id':'ééé😀','inputs':[{'parameters':{'é':'漢字'},'data':[1,2,3,4],'name':'x',"
                + "'datatype':'FP32','shape':[2,2]}]}");

    assertEquals(List.of(ONE_TO_FOUR), wire.infer(MATRIX).inputs());
  }

  @Test
  void inputs_several_comeInTheOrderOfTheRequest() {
    ModelManifest two =
        Manifests.tensors(
            List.of(spec("a", DataType.INT64, 1), spec("b", DataType.FP32, -1)),
            List.of(spec("y", DataType.FP32, 1)));
    Wire wire =
        body(
            "{'inputs':[{'name':'b','datatype':'FP32','shape':[2],'data':[1,2]},"
                + "{'data':[7],'shape':[1],'name':'a','datatype':'INT64'}]}");

    assertEquals(
        List.of(Tensor.of("b", new float[] {1, 2}, 2), Tensor.of("a", new long[] {7}, 1)),
        wire.infer(two).inputs());
  }

  @Test
  void inputs_scalar_hasOneElement() {
    Wire wire = input("'name':'x','datatype':'FP32','shape':[],'data':[5]");

    assertEquals(
        List.of(Tensor.of("x", new float[] {5})),
        wire.infer(Manifests.echo(DataType.FP32)).inputs());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {"[0,2] | []", "[3,0] | []", "[3,0] | [[],[],[]]", "[0,0] | []"})
  void inputs_noElements_isAnEmptyTensor(String shape, String data) {
    Wire wire = input("'name':'x','datatype':'FP32','shape':" + shape + ",'data':" + data);
    Tensor tensor = wire.infer(Manifests.echo(DataType.FP32, -1, -1)).inputs().get(0);

    assertEquals(0, tensor.elements());
    assertEquals(shape, tensor.shape().toString());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "[1,2,3] | has 3 elements, but shape [2,2] needs 4",
        "[1,2,3,4,5] | has more than the 4 elements of shape [2,2]",
        "[] | has 0 elements",
        "[[1,2,3,4]] | has an array of 4 entries at depth 2, but shape [2,2] says 2",
        "[[1,2],[3]] | has an array of 1 entries at depth 2",
        "[[1,2]] | has an array of 1 entries at depth 1, but shape [2,2] says 2",
        "[[1,2],[3,4],[5,6]] | more than the 4",
        "[[1,2],[3,4],[]] | has an array of 0 entries at depth 2",
        "[[[1],[2]],[[3],[4]]] | nested deeper than shape [2,2]",
        "[1,2,[3,4]] | mixes elements and arrays",
        "[[1,2],3,4] | mixes elements and arrays",
        "5 | must be an array, but is the number 5",
        "\"1,2,3,4\" | must be an array, but is the string \"1,2,3,4\"",
        "null | must be an array, but is null",
        "{} | must be an array, but is an object"
      })
  void inputs_dataThatDoesNotFitTheShape_isRefusedBeforeOrAfterIt(String data, String complaint) {
    String rest = "'name':'x','datatype':'FP32','shape':[2,2]";
    String before = input("'data':" + data + "," + rest).refusal(MATRIX);
    String after = input(rest + ",'data':" + data).refusal(MATRIX);

    assertTrue(
        after.startsWith("inputs[0].data") && after.contains(complaint), "refused by: " + after);
    assertEquals(after, before);
  }

  @Test
  void inputs_mixOfArraysOfOne_isRefused() {
    Wire wire = input("'name':'x','datatype':'FP32','shape':[3,1],'data':[1,2,[3]]");

    String refusal = wire.refusal(Manifests.echo(DataType.FP32, -1, 1));
    assertTrue(refusal.contains("mixes elements and arrays"), "refused by: " + refusal);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "'datatype':'FP32','shape':[1,2],'data':[1,2] | inputs[0].name is missing",
        "'name':'x','shape':[1,2],'data':[1,2] | inputs[0].datatype is missing",
        "'name':'x','datatype':'FP32','data':[1,2] | inputs[0].shape is missing",
        "'name':'x','datatype':'FP32','shape':[1,2] | inputs[0].data is missing",
        "'name':'z','datatype':'FP32','shape':[1,2],'data':[1,2] | inputs[0].name is \"z\", but the model has the inputs \"x\"",
        "'name':'x','datatype':'FP64','shape':[1,2],'data':[1,2] | inputs[0].datatype is FP64, but input \"x\" takes FP32",
        "'name':'x','datatype':'float','shape':[1,2],'data':[1,2] | inputs[0].datatype is \"float\"; allowed are [BOOL, UINT8",
        "'name':'x','datatype':'fp32','shape':[1,2],'data':[1,2] | inputs[0].datatype is \"fp32\"",
        "'name':'x','datatype':5,'shape':[1,2],'data':[1,2] | inputs[0].datatype must be a string, but is the number 5",
        "'name':null,'datatype':'FP32','shape':[1,2],'data':[1,2] | inputs[0].name must be a string, but is null",
        "'name':'x','datatype':'FP32','shape':[1,3],'data':[1,2,3] | inputs[0].shape is [1,3], but input \"x\" takes [-1,2] (-1 is any length)",
        "'name':'x','datatype':'FP32','shape':[2],'data':[1,2] | inputs[0].shape is [2], but input \"x\" takes [-1,2]",
        "'name':'x','datatype':'FP32','shape':[-1,2],'data':[1,2] | inputs[0].shape[0] must be a whole number of at least 0, but is the number -1",
        "'name':'x','datatype':'FP32','shape':[1,2.0],'data':[1,2] | inputs[0].shape[1] must be a whole number of at least 0, but is the number 2.0",
        "'name':'x','datatype':'FP32','shape':[1,'2'],'data':[1,2] | inputs[0].shape[1] must be a whole number of at least 0, but is the string \"2\"",
        "'name':'x','datatype':'FP32','shape':[1,[2]],'data':[1,2] | inputs[0].shape[1] must be a whole number of at least 0, but is an array",
        "'name':'x','datatype':'FP32','shape':[18446744073709551617,2],'data':[1,2] | inputs[0].shape[0] must be a whole number",
        "'name':'x','datatype':'FP32','shape':2,'data':[1,2] | inputs[0].shape must be an array, but is the number 2",
        "'name':'x','datatype':'FP32','shape':[1,2],'data':[1,2],'dtype':'x' | inputs[0].dtype is not known; allowed are name, datatype, shape, parameters, data",
        "'name':'x','datatype':'FP32','shape':[1,2],'data':[1,2],'parameters':5 | inputs[0].parameters must be an object, but is the number 5"
      })
  void inputs_brokenMember_isRefusedByName(String members, String complaint) {
    String refusal = input(members).refusal(MATRIX);

    assertTrue(refusal.startsWith(complaint), "refused by: " + refusal);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "{'inputs':[]} | inputs lacks \"x\" FP32 [-1,2]",
        "{'inputs':{}} | inputs must be an array, but is an object",
        "{'inputs':[5]} | inputs[0] must be an object, but is the number 5",
        "{'inputs':[[]]} | inputs[0] must be an object, but is an array",
        "{} | the body needs \"instances\", or \"inputs\"",
        "[] | the body must be an object, but is an array",
        "5 | the body must be an object, but is the number 5",
        "{'input':[]} | \"input\" is not known",
        "{'inputs':[{'name':'x','datatype':'FP32','shape':[1,2],'data':[1,2]}],'instances':[[1,2]]} | the body has both",
        "{'inputs':[{'name':'x','datatype':'FP32','shape':[1,2],'data':[1,2]},{'name':'x','datatype':'FP32','shape':[1,2],'data':[1,2]}]} | inputs has \"x\" twice"
      })
  void body_wrongMembers_isRefused(String json, String complaint) {
    String refusal = body(json).refusal(MATRIX);

    assertTrue(refusal.startsWith(complaint), "refused by: " + refusal);
  }

  private static final String INPUTS =
      "'inputs':[{'name':'x','datatype':'FP32','shape':[1,2],'data':[1,2]}]";

  @Test
  void outputs_wantedAsBytesOrNot_areKeptInOrder() {
    ModelManifest three =
        Manifests.tensors(
            List.of(spec("x", DataType.FP32, -1, 2)),
            List.of(
                spec("a", DataType.FP32, 1),
                spec("b", DataType.FP32, 1),
                spec("c", DataType.FP32, 1)));
    Payload.Infer infer =
        body("{'outputs':[{'name':'c'},{'parameters':{'binary_data':false},'name':'a'},"
                + "{'name':'b','parameters':{'binary_data':true,'priority':3}}],"
                + "'parameters':{'binary_data_output':true,'priority':{'a':[1]}},"
                + INPUTS
                + ",'id':'42'}")
            .infer(three);

    assertEquals(
        List.of(
            new Payload.Wanted("c", true),
            new Payload.Wanted("a", false),
            new Payload.Wanted("b", true)),
        infer.outputs());
    assertEquals(Optional.of("42"), infer.id());
    assertTrue(infer.binary());
  }

  /** Clients made of generated classes send what they were not given as null. */
  @Test
  void optionalMembers_null_areAsGoodAsNone() {
    Payload.Infer infer =
        body("{'id':null,'parameters':null,'outputs':null,'inputs':[{'name':'x','datatype':'FP32',"
                + "'shape':[1,2],'parameters':null,'data':[1,2]}]}")
            .infer(MATRIX);

    assertEquals(
        new Payload.Infer(
            Optional.empty(), List.of(Tensor.of("x", new float[] {1, 2}, 1, 2)), List.of(), false),
        infer);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "'outputs':[{'name':'z'}] | outputs names \"z\", but the model has \"y\"",
        "'outputs':[{'name':'y'},{'name':'y'}] | outputs has \"y\" twice",
        "'outputs':[{}] | outputs[0].name is missing",
        "'outputs':['y'] | outputs[0] must be an object, but is the string \"y\"",
        "'outputs':5 | outputs must be an array, but is the number 5",
        "'outputs':[{'name':'y','shape':[1]}] | outputs[0].shape is not known; allowed are name and parameters",
        "'outputs':[{'name':'y','parameters':{'binary_data':1}}] | outputs[0].parameters.binary_data must be true or false, but is the number 1",
        "'parameters':{'binary_data_output':'yes'} | parameters.binary_data_output must be true or false, but is the string \"yes\"",
        "'parameters':[] | parameters must be an object, but is an array",
        "'id':5 | id must be a string, but is the number 5",
        "'id':'\\ud800' | id has the lone surrogate",
        "'signature_name':['serving_default'] | signature_name must be a string, but is an array",
        "'signature_name':{'instances':[[1,2]]} | signature_name must be a string, but is an object"
      })
  void body_brokenMemberBesideGoodInputs_isRefused(String member, String complaint) {
    String before = body("{" + member + "," + INPUTS + "}").refusal(MATRIX);
    String after = body("{" + INPUTS + "," + member + "}").refusal(MATRIX);

    assertTrue(after.startsWith(complaint), "refused by: " + after);
    assertEquals(after, before);
  }

  @Test
  void inputs_longNameOfNoInput_isShortenedInTheAnswer() {
    String refusal =
        input("'name':'" + "n".repeat(10_000) + "','datatype':'FP32','shape':[1,2],'data':[1,2]")
            .refusal(MATRIX);

    assertTrue(refusal.length() < 300, "refused at length: " + refusal);
  }

  @Test
  void inputs_largeTensor_isRead() {
    float[] values = new float[100_000];
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 7f;
      data.append(i == 0 ? "" : ",").append(values[i]);
    }
    Wire wire = input("'name':'x','datatype':'FP32','shape':[1,50000,2],'data':[" + data + "]");
    Tensor tensor = wire.infer(Manifests.echo(DataType.FP32, -1, -1, 2)).inputs().get(0);

    assertEquals(Shape.of(1, 50_000, 2), tensor.shape());
    assertArrayEquals(values, tensor.floats());
  }

  @Test
  void inputs_moreSamplesThanAllowed_areRefusedLikeInstances() {
    String five = "'name':'x','datatype':'FP32','shape':[5,2],'data':[1,2,3,4,5,6,7,8,9,0]";

    assertEquals(
        "inputs[0].shape [5,2] has more than 4 samples, the limit: send fewer in a request, or raise FIRSTLIGHT_MAX_BATCH",
        input(five).refusal(MATRIX));
    assertEquals(
        "instances has more than 4 samples, the limit: send fewer in a request, or raise FIRSTLIGHT_MAX_BATCH",
        Wire.json("{\"instances\":[[1,2],[1,2],[1,2],[1,2],[1,2]]}").refusal(MATRIX));
  }

  @Test
  void inputs_longFirstDimensionThatDoesNotCountSamples_isRead() {
    Wire five = input("'name':'x','datatype':'FP32','shape':[5],'data':[1,2,3,4,5]");
    ModelManifest sound =
        Manifests.tensors(
            List.of(spec("x", DataType.FP32, -1)), List.of(spec("y", DataType.FP32, 1, 2)));

    assertEquals(Shape.of(5), five.infer(sound).inputs().get(0).shape());
    assertEquals(Shape.of(5), five.infer(Manifests.echo(DataType.FP32, 5)).inputs().get(0).shape());
  }

  /** KServe's client has both, and writes null where the data are behind the JSON. */
  @Test
  void kserveClient_isUnderstood() {
    String json =
        "{\"id\":\"7\",\"model_name\":\"m\",\"model_version\":null,\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],"
            + "\"datatype\":\"FP32\",\"data\":null,\"parameters\":{\"binary_data_size\":8}}]}";

    assertEquals(8, Wire.binary(json, new byte[8]).infer(MATRIX).inputs().get(0).data().limit());
  }

  @ParameterizedTest
  @ValueSource(strings = {"'model_name':'other'", "'model_version':'9'"})
  void body_ofAnotherModel_is404(String member) {
    byte[] json =
        ("{" + member + "," + INPUTS + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    PayloadDecoder decoder = new PayloadDecoder(MATRIX, Wire.MAX_BODY, Wire.MAX_BATCH);
    try (RequestScope scope = new RequestScope(new Buffers(0))) {
      RequestException e =
          assertThrows(
              RequestException.class,
              () ->
                  decoder.decode(
                      Wire.of("application/json", json)::header, ByteBuffer.wrap(json), scope));

      assertEquals(RequestException.Kind.NOT_FOUND, e.kind());
      assertTrue(
          e.getMessage().endsWith("this instance serves \"m\" version \"3\""), e.getMessage());
    }
  }

  /** Triton's clients send neither a media type nor anything but the length of the JSON. */
  @Test
  void mediaType_absent_isToldFromLengthOrBody() {
    String json = "{" + INPUTS.replace('\'', '"') + "}";
    byte[] plain = (" \n" + json).getBytes(StandardCharsets.UTF_8);
    String header =
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"parameters\":{\"binary_data_size\":8}}],"
            + "\"parameters\":{\"binary_data_output\":true,\"sequence_id\":1,\"priority\":2,\"timeout\":3}}";
    byte[] framed = Wire.binary(header, new byte[8]).body();

    assertEquals(1, new Wire(Map.of(), plain).infer(MATRIX).inputs().size());
    assertTrue(
        new Wire(Map.of(Header.JSON_LENGTH, Integer.toString(header.length())), framed)
            .infer(MATRIX)
            .binary());
  }

  @Test
  void contentEncoding_isRefusedWith415() {
    PayloadDecoder decoder = new PayloadDecoder(MATRIX, Wire.MAX_BODY, Wire.MAX_BATCH);
    try (RequestScope scope = new RequestScope(new Buffers(0))) {
      RequestException e =
          assertThrows(
              RequestException.class,
              () ->
                  decoder.decode(
                      name -> name.equals(Header.CONTENT_ENCODING) ? "gzip" : MediaType.JSON,
                      ByteBuffer.allocate(9),
                      scope));

      assertEquals(RequestException.Kind.UNSUPPORTED_MEDIA_TYPE, e.kind());
      assertTrue(e.getMessage().contains("\"gzip\""), e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "'outputs':[{'name':'y','parameters':{'classification':3}}] | outputs[0].parameters.classification is of an extension",
        "'outputs':[{'name':'y','parameters':{'shared_memory_region':'r'}}] | outputs[0].parameters.shared_memory_region is of",
        "'signature_name':'serving_default' | \"signature_name\" has no effect beside \"inputs\""
      })
  void members_ofOtherProtocols_areRefusedNotIgnored(String member, String complaint) {
    String refusal = body("{" + member + "," + INPUTS + "}").refusal(MATRIX);

    assertTrue(refusal.startsWith(complaint), refusal);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "'id':'1' | id",
        "'outputs':[{'name':'y'}] | outputs",
        "'model_name':'m' | model_name"
      })
  void membersOfInfer_besideInstances_areRefusedNotIgnored(String member, String name) {
    String before = body("{" + member + ",'instances':[[1,2]]}").refusal(MATRIX);
    String after = body("{'instances':[[1,2]]," + member + "}").refusal(MATRIX);

    assertEquals(
        "\"%s\" has no effect beside \"instances\"; it belongs to \"inputs\" by the Open Inference Protocol"
            .formatted(name),
        before);
    assertEquals(before, after);
  }
}
