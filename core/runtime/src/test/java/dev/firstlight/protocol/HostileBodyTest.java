package dev.firstlight.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.Input;
import dev.firstlight.model.Manifests;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bodies that mean ill, or were damaged on the way: always 400, never more memory than they are.
 */
class HostileBodyTest {
  private static final ModelManifest NUMBERS = Manifests.echo(DataType.FP32, -1, -1);
  private static final String INPUT =
      "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":%s,\"data\":%s}]}";

  /** A model, a request that it takes, and what the request is called in messages. */
  private record Example(String name, ModelManifest manifest, Wire wire) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Example> examples() {
    ModelManifest strings = Manifests.echo(DataType.BYTES, -1);
    return Stream.of(
        new Example("infer", NUMBERS, Wire.json(INPUT.formatted("[2,2]", "[[1,2.5],[-3e2,4]]"))),
        new Example(
            "infer, data first",
            strings,
            Wire.json(
                "{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"data\":[\"é\\u00e9\",{\"b64\":\"/wA=\"}],"
                    + "\"shape\":[2],\"datatype\":\"BYTES\",\"name\":\"x\"}],\"id\":\"7\",\"outputs\":[{\"name\":\"y\"}]}")),
        new Example(
            "instances of numbers",
            NUMBERS,
            Wire.json(
                "{\"instances\":[[1,2],{\"x\":[3,4]}],\"parameters\":{\"top_k\":2,\"raw\":true}}")),
        new Example(
            "instances of images",
            Manifests.images(2),
            Wire.json("{\"instances\":[{\"b64\":\"/9j/4AAQSkZJRg==\"}]}")),
        new Example(
            "instances of texts",
            Manifests.texts(),
            Wire.json("{\"instances\":[\"one\",\"zwei\\n\\ud83d\\ude00\"]}")),
        new Example(
            "binary tensors",
            NUMBERS,
            Wire.binary(
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"parameters\":{\"binary_data_size\":8}}]}",
                new byte[8])),
        new Example(
            "binary strings",
            strings,
            Wire.binary(
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"BYTES\",\"shape\":[2],\"parameters\":{\"binary_data_size\":11}}]}",
                HexFormat.of().parseHex("0200000041420100000043"))),
        new Example(
            "raw tensor", Manifests.echo(DataType.FP32, -1, 3), Wire.framed("0", new byte[12])));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void decode_wholeExample_isTaken(Example example) {
    example.wire().decode(example.manifest());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void decode_cutAnywhere_isRefused(Example example) {
    byte[] whole = example.wire().body();
    for (int length = 0; length < whole.length; length++) {
      String refusal =
          example.wire().with(Arrays.copyOf(whole, length)).refusal(example.manifest());
      assertTrue(refusal.length() > 10, "at " + length + ": " + refusal);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  @Timeout(10)
  void decode_damagedAnyhow_isTakenOrRefused(Example example) {
    long seed = 20_240_601;
    RandomGenerator random = new SplittableRandom(seed);
    PayloadDecoder decoder = new PayloadDecoder(example.manifest(), Wire.MAX_BODY, Wire.MAX_BATCH);
    Buffers buffers = new Buffers(8 << 20);
    for (int i = 0; i < 4000; i++) {
      byte[] damaged = damage(example.wire().body(), random);
      String which = "case %d of seed %d: %s".formatted(i, seed, HexFormat.of().formatHex(damaged));
      try (RequestScope scope = new RequestScope(buffers)) {
        decoder.decode(example.wire()::header, ByteBuffer.wrap(damaged), scope);
      } catch (RequestException e) {
        assertEquals(RequestException.Kind.BAD_REQUEST, e.kind(), which);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(which, e);
      }
      assertEquals(0, buffers.leasedBytes(), which);
    }
    assertTrue(buffers.idleBytes() < 4 << 20, "spent " + buffers.idleBytes());
  }

  /** One to four bits turned, bytes put in, taken out, repeated, or swapped for what JSON is of. */
  private static byte[] damage(byte[] whole, RandomGenerator random) {
    byte[] bytes = whole.clone();
    byte[] marks = "{}[]\":,\\0-.eEtfn \u00e9".getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      int end = at + random.nextInt(Math.min(20, bytes.length - at) + 1);
      byte mark = marks[random.nextInt(marks.length)];
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = mark;
        case 2 -> bytes = splice(bytes, at, new byte[] {mark}, at);
        case 3 -> bytes = splice(bytes, at, Arrays.copyOfRange(bytes, at, end), at);
        default -> bytes = splice(bytes, at, new byte[0], bytes.length == end - at ? at : end);
      }
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int at, byte[] middle, int rest) {
    ByteBuffer joined = ByteBuffer.allocate(at + middle.length + bytes.length - rest);
    return joined.put(bytes, 0, at).put(middle).put(bytes, rest, bytes.length - rest).array();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "{\"instances\":%s}",
        "{\"instances\":[%s]}",
        "{\"inputs\":%s}",
        "{\"parameters\":{\"a\":%s}}",
        "{\"id\":%s}",
        "{\"%s\":1}",
        "{\"inputs\":[{\"data\":%s}]}",
        "{\"inputs\":[{\"parameters\":{\"a\":%s}}]}",
        "{\"outputs\":[{\"parameters\":{\"a\":%s}}]}",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":%s}]}"
      })
  void decode_nestedTenThousandDeep_isRefused(String json) {
    for (String nest :
        List.of(
            "[".repeat(10_000) + "]".repeat(10_000),
            "[".repeat(10_000),
            "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000))) {
      String text = json.formatted(json.startsWith("{\"%s") ? nest.replace("\"", "") : nest);
      assertTrue(Wire.json(text).refusal(NUMBERS).length() < 500);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"NaN", "Infinity", "-Infinity", "+1", "nan", ".5", "1.", "01", "0x1", "1e", "--1"})
  void decode_numbersThatJsonLacks_areRefused(String number) {
    String early = Wire.json(INPUT.formatted("[1,1]", "[" + number + "]")).refusal(NUMBERS);
    String row = Wire.json("{\"instances\":[[" + number + "]]}").refusal(NUMBERS);

    assertTrue(early.startsWith("the body is not valid JSON"), early);
    assertTrue(row.startsWith("the body is not valid JSON"), row);
    assertTrue(!early.contains("JsonReadFeature"), "gives away what the parser is: " + early);
  }

  @Test
  void decode_numberOfThousandsOfDigits_isRefused() {
    String refusal =
        Wire.json(INPUT.formatted("[1,1]", "[" + "9".repeat(100_000) + "]")).refusal(NUMBERS);

    assertTrue(refusal.contains("100"), refusal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[9223372036854775807,2]",
        "[4294967296,4294967296]",
        "[0,9223372036854775807,2]",
        "[1,9223372036854775807]",
        "[65536,65536]",
        "[1073741824,1]",
        "[30,2]"
      })
  void decode_shapeFarBeyondTheBody_isRefusedWithoutMemory(String shape) {
    Buffers buffers = new Buffers(Long.MAX_VALUE);
    for (String json :
        List.of(
            INPUT.formatted(shape, "[1]"),
            INPUT.formatted(shape, "[]"),
            "{\"inputs\":[{\"data\":[1],\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":"
                + shape
                + "}]}")) {
      String refusal = Wire.json(json).refusal(NUMBERS);
      assertTrue(refusal.startsWith("inputs[0]"), refusal);
      try (RequestScope scope = new RequestScope(buffers)) {
        new PayloadDecoder(NUMBERS, Wire.MAX_BODY, Wire.MAX_BATCH)
            .decode(Wire.json(json)::header, ByteBuffer.wrap(Wire.json(json).body()), scope);
      } catch (RequestException e) {
        assertEquals(RequestException.Kind.BAD_REQUEST, e.kind());
      }
    }
    assertTrue(buffers.idleBytes() < 10_000, "spent " + buffers.idleBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"instances\":[[1]],\"instances\":[[2]]}",
        "{\"id\":\"1\",\"id\":\"2\",\"instances\":[[1]]}",
        "{\"instances\":[{\"x\":[1],\"x\":[2]}]}",
        "{\"inputs\":[{\"name\":\"x\",\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[1]}]}",
        "{\"inputs\":[{\"data\":[2],\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[1]}]}",
        "{\"instances\":[[1]],\"parameters\":{\"top_k\":1,\"top_k\":2}}",
        "{\"instances\":[{\"b64\":\"AA==\",\"b64\":\"AA==\"}]}"
      })
  void decode_memberTwice_isRefused(String json) {
    ModelManifest manifest = json.contains("b64") ? Manifests.images(2) : NUMBERS;
    String refusal = Wire.json(json).refusal(manifest);

    assertTrue(refusal.contains("Duplicate field"), refusal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "{}", "]", "null", ",", "\u0000"})
  void decode_somethingBehindTheJson_isRefused(String rest) {
    String refusal = Wire.json("{\"instances\":[[1]]} " + rest).refusal(NUMBERS);

    assertTrue(refusal.startsWith("the body "), refusal);
  }

  @Test
  void decode_spaceAroundTheJson_isTaken() {
    Wire.json("\r\n\t {\"instances\":[[1]]} \r\n").decode(NUMBERS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void decode_otherUnicode_isRefused(String charset) {
    byte[] body = INPUT.formatted("[1,1]", "[1]").getBytes(Charset.forName(charset));
    String refusal = Wire.of("application/json", body).refusal(NUMBERS);

    assertTrue(refusal.contains("UTF-8"), refusal);
  }

  /** With the mark, places in the body must still be counted from its beginning. */
  @Test
  void decode_byteOrderMark_isPassedOver() {
    Wire wire =
        Wire.json(
            "\ufeff{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"data\":[1,2],\"name\":\"x\","
                + "\"datatype\":\"FP32\",\"shape\":[1,2]}]}");
    Payload.Infer infer = wire.infer(NUMBERS);

    assertEquals(List.of(Tensor.of("x", new float[] {1, 2}, 1, 2)), infer.inputs());
    assertTrue(infer.binary());
  }

  @Test
  void decode_stringOfInvalidUtf8_isRefused() {
    byte[] body = "{\"instances\":[\"a?b\"]}".getBytes(StandardCharsets.US_ASCII);
    body[16] = (byte) 0xff;
    String refusal = Wire.of("application/json", body).refusal(Manifests.texts());

    assertTrue(refusal.startsWith("the body is not valid JSON"), refusal);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7999, 8000, 8001, 100_000})
  void decode_stringOverTheParsersOwnBuffer_isWhole(int length) {
    String text = "é".repeat(length);
    Payload.Samples samples =
        Wire.json("{\"instances\":[\"" + text + "\"]}").samples(Manifests.texts());

    assertEquals(List.of(Input.text(text)), samples.inputs());
  }

  @Test
  void decode_manyUnknownMembersInParameters_pass() {
    StringBuilder members = new StringBuilder("\"a\":1");
    for (int i = 0; i < 20_000; i++) {
      members.append(",\"k").append(i).append("\":{\"v\":[null]}");
    }
    Wire wire =
        Wire.json(
            "{\"parameters\":{" + members + "}," + INPUT.formatted("[1,1]", "[1]").substring(1));

    assertEquals(1, wire.infer(NUMBERS).inputs().size());
  }
}
