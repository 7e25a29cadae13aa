package dev.firstlight.protocol;

import static dev.firstlight.model.Manifests.spec;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.model.Manifests;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Hex;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The binary tensor extension: tensors behind the JSON, and a raw tensor without any. */
class BinaryTensorTest {
  private static final ModelManifest PAIR = Manifests.echo(DataType.INT16, -1);
  private static final String TWO =
      "{'inputs':[{'name':'x','datatype':'INT16','shape':[2],'parameters':{'binary_data_size':%s}}]}";

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static Wire two(Object size, String tensor) {
    return Wire.binary(TWO.replace('\'', '"').formatted(size), hex(tensor));
  }

  @Test
  void inputs_oneBinary_areItsBytes() {
    Tensor tensor = two(4, "0100feff").infer(PAIR).inputs().get(0);

    assertEquals("0100feff", Hex.of(tensor.data()));
    assertEquals(Shape.of(2), tensor.shape());
  }

  @Test
  void inputs_mediaTypeOfJsonWithTheHeader_isBinaryToo() {
    Wire binary = two(4, "0100feff");
    Wire json =
        new Wire(
            java.util.Map.of(
                "Content-Type",
                "application/json",
                "Inference-Header-Content-Length",
                String.valueOf(binary.header("Inference-Header-Content-Length"))),
            binary.body());

    assertEquals(binary.decode(PAIR), json.decode(PAIR));
  }

  @Test
  void inputs_severalBinaryAndOneInJson_lieInTheOrderOfTheJson() {
    ModelManifest three =
        Manifests.tensors(
            List.of(
                spec("a", DataType.INT64, 1),
                spec("b", DataType.BYTES, -1),
                spec("c", DataType.UINT8, -1)),
            List.of(spec("y", DataType.FP32, 1)));
    Wire wire =
        Wire.binary(
            ("{'inputs':[{'name':'c','datatype':'UINT8','shape':[3],'parameters':{'binary_data_size':3}},"
                    + "{'name':'a','datatype':'INT64','shape':[1],'data':[-1]},"
                    + "{'parameters':{'binary_data_size':10},'name':'b','datatype':'BYTES','shape':[2]}]}")
                .replace('\'', '"'),
            hex("010203"),
            hex("00000000" + "02000000ff00"));
    List<Tensor> inputs = wire.infer(three).inputs();

    assertEquals("010203", Hex.of(inputs.get(0).data()));
    assertEquals(Tensor.of("a", new long[] {-1}, 1), inputs.get(1));
    assertEquals(
        Tensor.ofBytes("b", List.of(new byte[0], hex("ff00")), Shape.of(2)), inputs.get(2));
  }

  @Test
  void inputs_binaryWithoutElements_hasNoBytes() {
    Wire wire = Wire.binary(TWO.replace('\'', '"').replace("[2]", "[0]").formatted(0));

    assertEquals(0, wire.infer(PAIR).inputs().get(0).elements());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "4 | 010002 | inputs[0].parameters.binary_data_size is 4, but only 3 bytes are left",
        "4 | 0100020003 | the body has 5 bytes behind its JSON, but the tensors' binary_data_size add up to 4",
        "6 | 010002000300 | inputs[0]: tensor \"x\" of INT16 [2] needs 4 bytes but has 6",
        "3 | 010002 | inputs[0]: tensor \"x\" of INT16 [2] needs 4 bytes but has 3",
        "0 | 01000200 | inputs[0]: tensor \"x\" of INT16 [2] needs 4 bytes but has 0",
        "-1 | 01000200 | inputs[0].parameters.binary_data_size must be a whole number of at least 0, but is the number -1",
        "4.0 | 01000200 | inputs[0].parameters.binary_data_size must be a whole number of at least 0, but is the number 4.0",
        "\"4\" | 01000200 | inputs[0].parameters.binary_data_size must be a whole number of at least 0, but is the string \"4\"",
        "null | 01000200 | inputs[0].parameters.binary_data_size must be a whole number of at least 0, but is null",
        "4294967300 | 01000200 | inputs[0].parameters.binary_data_size is 4294967300, but only 4 bytes",
        "9223372036854775807 | 01000200 | inputs[0].parameters.binary_data_size is 9223372036854775807, but only 4",
        "18446744073709551620 | 01000200 | inputs[0].parameters.binary_data_size must be a whole number"
      })
  void inputs_sizeThatLies_isRefused(String size, String tensor, String complaint) {
    String refusal = two(size, tensor).refusal(PAIR);

    assertTrue(refusal.startsWith(complaint), "refused by: " + refusal);
  }

  @Test
  void inputs_dataInBothPlaces_isRefused() {
    String both = TWO.replace("'shape':[2]", "'shape':[2],'data':[1,2]").replace('\'', '"');
    String refusal = Wire.binary(both.formatted(4), hex("01000200")).refusal(PAIR);

    assertEquals("inputs[0] has both data and binary_data_size", refusal);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0100000061", // one string where two are declared
    "1, 010000006100", // bytes behind the last
    "1, 0500000061", // a length beyond the end
    "1, ffffffff",
    "1, 0000"
  })
  void inputs_stringsWhoseLengthsLie_areRefused(int elements, String tensor) {
    String json =
        TWO.replace("INT16", "BYTES")
            .replace("[2]", "[" + elements + "]")
            .replace('\'', '"')
            .formatted(tensor.length() / 2);
    String refusal = Wire.binary(json, hex(tensor)).refusal(Manifests.echo(DataType.BYTES, -1));

    assertTrue(refusal.startsWith("inputs[0]: tensor \"x\" of BYTES"), "refused by: " + refusal);
  }

  @Test
  void header_absentOnBytes_isRefusedByName() {
    String refusal = Wire.of("application/octet-stream", hex("01000200")).refusal(PAIR);

    assertTrue(refusal.contains("Inference-Header-Content-Length"), "refused by: " + refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "x", "-1", "1.5", "0x10", "5", "99999999999", "2147483647"})
  void header_garbageOrBeyondTheBody_isRefusedWithItsValue(String header) {
    String refusal = Wire.framed(header, hex("01000200")).refusal(PAIR);

    assertTrue(
        refusal.startsWith("Inference-Header-Content-Length") && refusal.contains(header.trim()),
        "refused by: " + refusal);
  }

  @Test
  void header_shorterThanTheJson_isRefused() {
    Wire whole = two(4, "01000200");
    int length = Integer.parseInt(String.valueOf(whole.header("Inference-Header-Content-Length")));
    String refusal = Wire.framed(Integer.toString(length - 1), whole.body()).refusal(PAIR);

    assertTrue(refusal.startsWith("the body is not valid JSON"), "refused by: " + refusal);
  }

  @Test
  void header_longerThanTheJson_isRefused() {
    Wire whole = two(4, "01000200");
    int length = Integer.parseInt(String.valueOf(whole.header("Inference-Header-Content-Length")));
    String refusal = Wire.framed(Integer.toString(length + 1), whole.body()).refusal(PAIR);

    assertTrue(refusal.contains("JSON"), "refused by: " + refusal);
  }

  @Test
  void header_withSpaces_isRead() {
    assertEquals(2, Wire.framed(" 0 ", hex("0100")).infer(PAIR).inputs().get(0).data().remaining());
  }

  @Test
  void raw_isABatchOfOneWithBinaryOutputs() {
    Payload.Infer infer =
        Wire.framed("0", hex("00000000" + "0000803f")).infer(Manifests.echo(DataType.FP32, -1, 2));

    assertEquals(
        new Payload.Infer(
            Optional.empty(), List.of(Tensor.of("x", new float[] {0, 1}, 1, 2)), List.of(), true),
        infer);
  }

  @Test
  void raw_openSecondDimension_takesWhatThereIs() {
    Payload.Infer infer =
        Wire.framed("0", new byte[4 * 2 * 5]).infer(Manifests.echo(DataType.FP32, -1, -1, 2));

    assertEquals(Shape.of(1, 5, 2), infer.inputs().get(0).shape());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ff00ff"})
  void raw_ofStrings_isOneElement(String bytes) {
    for (ModelManifest manifest :
        List.of(
            Manifests.echo(DataType.BYTES, -1),
            Manifests.echo(DataType.BYTES, 1),
            Manifests.echo(DataType.BYTES, -1, -1),
            Manifests.echo(DataType.BYTES, 1, -1))) {
      Tensor tensor = Wire.framed("0", hex(bytes)).infer(manifest).inputs().get(0);
      assertEquals(1, tensor.elements());
      assertEquals(bytes, HexFormat.of().formatHex(tensor.byteStrings().get(0)));
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "4", "7", "9", "16"})
  void raw_wrongSize_isRefusedBySayingWhatIsNeeded(int bytes) {
    String refusal =
        Wire.framed("0", new byte[bytes]).refusal(Manifests.echo(DataType.FP32, -1, 2));

    assertTrue(
        refusal.contains("\"x\"") && refusal.contains("needs 8 bytes but has " + bytes),
        "refused by: " + refusal);
  }

  @Test
  void raw_twoOpenDimensions_isRefused() {
    String refusal =
        Wire.framed("0", new byte[8]).refusal(Manifests.echo(DataType.FP32, -1, -1, -1));

    assertTrue(refusal.contains("open"), "refused by: " + refusal);
  }

  @Test
  void raw_modelWithTwoInputs_isRefusedByTheirNames() {
    ModelManifest two =
        Manifests.tensors(
            List.of(spec("a", DataType.FP32, 1), spec("b", DataType.FP32, 1)),
            List.of(spec("y", DataType.FP32, 1)));
    String refusal = Wire.framed("0", new byte[4]).refusal(two);

    assertTrue(refusal.contains("\"a\", \"b\""), "refused by: " + refusal);
  }
}
