package dev.firstlight.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.model.Manifests;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Hex;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every datatype in JSON: what it holds, and what it does not. */
class ElementReaderTest {
  private static final String IN_THE_MIDDLE =
      "{'inputs':[{'name':'x','datatype':'%s','shape':[1],'data':[%s]}]}";

  private static Wire element(DataType datatype, String json) {
    return Wire.json(IN_THE_MIDDLE.replace('\'', '"').formatted(datatype, json));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "BOOL, true, 01",
        "BOOL, false, 00",
        "UINT8, 0, 00",
        "UINT8, 255, ff",
        "INT8, -128, 80",
        "INT8, 127, 7f",
        "UINT16, 65535, ffff",
        "INT16, -32768, 0080",
        "INT16, 32767, ff7f",
        "UINT32, 4294967295, ffffffff",
        "INT32, -2147483648, 00000080",
        "INT32, 2147483647, ffffff7f",
        "INT64, -9223372036854775808, 0000000000000080",
        "INT64, 9223372036854775807, ffffffffffffff7f",
        "UINT64, 0, 0000000000000000",
        "UINT64, 9223372036854775808, 0000000000000080",
        "UINT64, 18446744073709551615, ffffffffffffffff",
        "FP16, 1, 003c",
        "FP16, -0.0, 0080",
        "FP16, 65504, ff7b",
        "FP16, 65519.99, ff7b",
        "FP16, 5.960464477539063e-8, 0100", // the smallest subnormal
        "FP16, 2.9802322387695312e-8, 0000", // half of it: a tie, to even
        "FP16, 2.9802322387695319e-8, 0100",
        "FP16, 6.097555160522461e-5, ff03", // the largest subnormal
        "FP16, 1.00048828125, 003c", // a tie, to even
        "FP16, 1.00146484375, 023c", // a tie, to even, upwards
        "FP16, 1.0004882812500002, 013c", // as a float it would be a tie
        "FP16, 1e-400, 0000",
        "BF16, 1, 803f",
        "BF16, 1.00390625, 803f",
        "BF16, 1.01171875, 823f",
        "BF16, 1.0039062500000002, 813f",
        "BF16, 3.3895313892515355e38, 7f7f",
        "BF16, 9.183549615799121e-41, 0100",
        "FP32, 0.1, cdcccc3d",
        "FP32, 7, 0000e040",
        "FP32, 1.401298464324817e-45, 01000000",
        "FP32, 3.4028234663852886e38, ffff7f7f",
        "FP32, 1.00000005960464477539062500000001, 0100803f", // as a double it would be a tie
        "FP64, 0.1, 9a9999999999b93f",
        "FP64, 4.9e-324, 0100000000000000",
        "FP64, -1.7976931348623157e308, ffffffffffffefff",
        "FP16, '\"NaN\"', 007e",
        "FP16, '\"Infinity\"', 007c",
        "FP16, '\"-Infinity\"', 00fc",
        "BF16, '\"NaN\"', c07f",
        "BF16, '\"Infinity\"', 807f",
        "BF16, '\"-Infinity\"', 80ff",
        "FP32, '\"NaN\"', 0000c07f",
        "FP32, '\"Infinity\"', 0000807f",
        "FP32, '\"-Infinity\"', 000080ff",
        "FP32, '\"\\u004eaN\"', 0000c07f", // an escape is the character
        "FP64, '\"NaN\"', 000000000000f87f",
        "FP64, '\"Infinity\"', 000000000000f07f",
        "FP64, '\"-Infinity\"', 000000000000f0ff",
        "BYTES, '\"NaN\"', 030000004e614e", // a text like any other
        "BYTES, '\"\"', 00000000",
        "BYTES, '\"é\"', 02000000c3a9",
        "BYTES, '\"\\ud83d\\ude00\"', 04000000f09f9880",
        "BYTES, '\"\\u0000\"', 0100000000",
        "BYTES, '{\"b64\":\"/wA=\"}', 02000000ff00",
        "BYTES, '{\"b64\":\"/wA\"}', 02000000ff00", // padding left out
        "BYTES, '{\"b64\":\"\"}', 00000000"
      })
  void read_valueInRange_isItsLittleEndianBytes(DataType datatype, String json, String hex) {
    Payload.Infer infer = element(datatype, json).infer(Manifests.echo(datatype, -1));

    assertEquals(hex, Hex.of(infer.inputs().get(0).data()));
  }

  @ParameterizedTest
  @CsvSource({
    "UINT8, 256",
    "UINT8, -1",
    "INT8, 128",
    "INT8, -129",
    "UINT16, 65536",
    "INT16, 32768",
    "UINT32, 4294967296",
    "UINT32, -1",
    "INT32, 2147483648",
    "INT64, 9223372036854775808",
    "INT64, -9223372036854775809",
    "UINT64, 18446744073709551616",
    "UINT64, -1",
    "FP16, 65520",
    "FP16, -1e5",
    "BF16, 3.3961775292304601e38",
    "FP32, 3.5e38",
    "FP32, 1e999",
    "FP64, 1e999",
    "FP64, -1e999"
  })
  void read_valueOutOfRange_isRefusedByFieldValueAndDatatype(DataType datatype, String json) {
    String refusal = element(datatype, json).refusal(Manifests.echo(datatype, -1));

    assertEquals(
        "inputs[0].data holds %s at position 0, which is outside %s".formatted(json, datatype),
        refusal);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "BOOL | 1 | the number 1 | true or false",
        "BOOL | \"true\" | the string \"true\" | true or false",
        "INT32 | 1.5 | the number 1.5 | a whole number",
        "INT32 | 1.0 | the number 1.0 | a whole number",
        "INT64 | \"1\" | the string \"1\" | a whole number",
        "UINT64 | 1e3 | the number 1e3 | a whole number",
        "UINT8 | true | true | a whole number",
        "INT32 | \"NaN\" | the string \"NaN\" | a whole number",
        "UINT64 | \"-Infinity\" | the string \"-Infinity\" | a whole number",
        "BOOL | \"NaN\" | the string \"NaN\" | true or false",
        "FP32 | \"nan\" | the string \"nan\" | a number, \"NaN\", \"Infinity\" or \"-Infinity\"",
        "BF16 | \"+Infinity\" | the string \"+Infinity\" | a number, \"NaN\", \"Infinity\" or \"-Infinity\"",
        "FP64 | \"\" | the string \"\" | a number, \"NaN\", \"Infinity\" or \"-Infinity\"",
        "FP32 | null | null | a number, \"NaN\", \"Infinity\" or \"-Infinity\"",
        "FP64 | false | false | a number, \"NaN\", \"Infinity\" or \"-Infinity\"",
        "FP16 | {\"b64\":\"\"} | an object | a number, \"NaN\", \"Infinity\" or \"-Infinity\"",
        "BYTES | 5 | the number 5 | a string or {\"b64\": …}",
        "BYTES | null | null | a string or {\"b64\": …}"
      })
  void read_valueOfAnotherKind_isRefusedBySayingWhatIsNeeded(
      DataType datatype, String json, String found, String needed) {
    String refusal = element(datatype, json).refusal(Manifests.echo(datatype, -1));

    assertEquals(
        "inputs[0].data holds %s at position 0, but %s needs %s".formatted(found, datatype, needed),
        refusal);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "{\"b64\":\"*\"} | not valid base64",
        "{\"b64\":\"A\"} | not valid base64",
        "{\"b64\":5} | b64 must be a string, but is the number 5",
        "{\"b64\":\"AA==\",\"more\":1} | nothing beside \"b64\"",
        "{\"base64\":\"AA==\"} | must be {\"b64\": \"…\"}",
        "{} | must be {\"b64\": \"…\"}",
        "\"\\ud800\" | lone surrogate \\ud800 at 0",
        "\"a\\udc00\\ud800\" | lone surrogate \\udc00 at 1"
      })
  void read_brokenByteString_isRefused(String json, String complaint) {
    String refusal = element(DataType.BYTES, json).refusal(Manifests.echo(DataType.BYTES, -1));

    assertTrue(
        refusal.contains("inputs[0].data") && refusal.contains(complaint),
        "refused by: " + refusal);
  }

  @ParameterizedTest
  @CsvSource({"2, '1,2,\"three\"'", "1, '[1],[null]'"})
  void read_laterElementIsWrong_itsPositionIsNamed(int position, String elements) {
    Wire wire = Wire.json("{\"instances\":[[%s]]}".formatted(elements));
    String refusal = wire.refusal(Manifests.echo(DataType.FP32, -1, -1));

    assertTrue(refusal.contains("at position " + position), "refused by: " + refusal);
  }
}
