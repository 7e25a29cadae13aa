package dev.firstlight.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.firstlight.fault.RequestException;
import dev.firstlight.json.JsonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Opens JSON bodies with the limits that strangers' JSON needs, and words its complaints. */
final class JsonBodies {
  /** Twice what the deepest tensor of any use needs. */
  private static final int MAX_DEPTH = 64;

  private final JsonFactory factory;

  JsonBodies(long maxBodyBytes) {
    int longest = (int) Math.min(Integer.MAX_VALUE, maxBodyBytes);
    this.factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(longest)
                    .maxNumberLength(100)
                    .build())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
  }

  /**
   * Opens a document in UTF-8, with or without its mark; what a parser says of places in it are
   * then offsets of bytes.
   */
  JsonParser open(ByteBuffer body) throws IOException {
    if (body.remaining() > 1 && isWide(body.get(body.position()), body.get(body.position() + 1))) {
      throw RequestException.bad("the body's JSON must be in UTF-8, not UTF-16 or UTF-32");
    }
    return body.hasArray()
        ? factory.createParser(body.array(), body.arrayOffset() + body.position(), body.remaining())
        : factory.createParser(new BufferInputStream(body));
  }

  /** Whether a body of no named media type begins as a JSON object does. */
  static boolean isObject(ByteBuffer body) {
    for (int at = body.position(); at < body.limit(); at++) {
      byte one = body.get(at);
      if (one != ' ' && one != '\n' && one != '\r' && one != '\t') {
        return one == '{';
      }
    }
    return false;
  }

  /** Whether text begins with a UTF-16 mark, or an ASCII character in more than one byte. */
  private static boolean isWide(byte first, byte second) {
    boolean marked =
        (first == (byte) 0xfe && second == (byte) 0xff)
            || (first == (byte) 0xff && second == (byte) 0xfe);
    return marked || first == 0 || second == 0;
  }

  /** Checks that the parser's current token is of that kind. */
  static void expect(JsonToken token, JsonParser parser, String path) throws IOException {
    if (parser.currentToken() != token) {
      throw RequestException.bad(
          "%s must be %s, but is %s".formatted(path, name(token), describe(parser)));
    }
  }

  /**
   * The string that the parser stands at. One with half a surrogate pair, which JSON can escape but
   * UTF-8 not hold, is refused: it could be answered only by changing it.
   */
  static String text(JsonParser parser, String path) throws IOException {
    String text = parser.getText();
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSurrogatePair(
            text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
          throw RequestException.bad(
              "%s has the lone surrogate \\u%04x at %d, which is no character of Unicode"
                  .formatted(path, (int) text.charAt(i), i));
        }
        i++;
      }
    }
    return text;
  }

  /** What the parser stands at, with its value where that is short, for messages. */
  static String describe(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
      return name(token);
    }
    String value = Route.brief(parser.getText());
    return switch (token) {
      case VALUE_STRING -> "the string \"" + value + "\"";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + value;
      default -> value;
    };
  }

  /** What a token is called in a message. */
  private static String name(@Nullable JsonToken token) {
    if (token == null) {
      return "the end of the body";
    }
    return switch (token) {
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING, FIELD_NAME -> "a string";
      case VALUE_NULL -> "null";
      default -> "nothing";
    };
  }

  /** The answer to a body that the parser gave up on. */
  static RequestException malformed(IOException e) {
    return RequestException.bad("the body is not valid JSON: " + JsonException.brief(e), e);
  }
}
