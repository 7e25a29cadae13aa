package dev.firstlight.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonFactory;
import dev.firstlight.fault.RequestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {
  private static final String[] AFTER = {"}", " }", ",\"x\":1}", " ,\n  \"x\": 1}"};

  private final JsonFactory factory = new JsonFactory();

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 2, 3, 4, 3068, 3069, 3070, 3071, 3072, 3073, 6143, 6144, 6145, 100_000})
  void base64_ofAnyLength_isDecodedWhateverStandsBehindIt(int length) throws IOException {
    byte[] body = new byte[length];
    new Random(length).nextBytes(body);
    String text = Base64.getEncoder().encodeToString(body);
    for (String after : AFTER) {
      assertEquals(ByteBuffer.wrap(body), read(text, after, length + 6));
    }
  }

  @Test
  void base64_withSlashesEscapedAsSomeWritersDo_isDecoded() throws IOException {
    byte[] body = new byte[9000];
    Arrays.fill(body, (byte) 0xff);
    String text = Base64.getEncoder().encodeToString(body).replace("/", "\\/");
    assertEquals(ByteBuffer.wrap(body), read(text, "}", text.length()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Zg", "Zm8", "Z", "Zm9v*", "Zm9v\\\"", "Zg=", "Z===", "Zm9vé"})
  void textThatIsNotBase64_isRefused(String text) {
    for (String after : AFTER) {
      assertThrows(RequestException.class, () -> read(text, after, 100));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 4096, 8192})
  void base64_ofTwoTextsJoined_isBothDecodedWhereverTheyMeet(int first) throws IOException {
    String text = "A".repeat(first - 1) + "=" + "AAAA";
    assertEquals(ByteBuffer.allocate(first / 4 * 3 - 1 + 3), read(text, "}", 9000));
  }

  @Test
  void bodyLongerThanTheBuffer_doesNotFit() throws IOException {
    byte[] event = event("A".repeat(40_000), "}");
    ByteArrayInputStream stream = new ByteArrayInputStream(event);
    LambdaEvent parsed = EventReader.read(factory, stream, event.length);
    stream.reset();
    assertFalse(BodyReader.read(factory, stream, parsed, ByteBuffer.allocate(29_999)));
  }

  private ByteBuffer read(String text, String after, int room) throws IOException {
    byte[] event = event(text, after);
    ByteArrayInputStream stream = new ByteArrayInputStream(event);
    LambdaEvent parsed = EventReader.read(factory, stream, event.length);
    stream.reset();
    ByteBuffer buffer = ByteBuffer.allocate(room);
    BodyReader.read(factory, stream, parsed, buffer);
    return buffer.flip();
  }

  private static byte[] event(String text, String after) {
    return """
    {"isBase64Encoded":true,"requestContext":{"http":{"method":"POST"}},"body":"%s"%s"""
        .formatted(text, after)
        .getBytes(StandardCharsets.UTF_8);
  }
}
