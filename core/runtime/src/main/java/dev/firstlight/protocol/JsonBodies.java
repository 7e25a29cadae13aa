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

  JsonFactory factory() {
    return factory;
  }

  JsonParser open(ByteBuffer body) throws IOException {
    return body.hasArray()
        ? factory.createParser(body.array(), body.arrayOffset() + body.position(), body.remaining())
        : factory.createParser(new BufferInputStream(body));
  }

  /** Moves to the next token, which must be of that kind. */
  static void expect(JsonToken token, JsonParser parser, String path) throws IOException {
    if (parser.currentToken() != token) {
      throw RequestException.bad(
          "%s must be %s, but is %s".formatted(path, name(token), name(parser.currentToken())));
    }
  }

  /** What a token is called in a message. */
  static String name(@org.jspecify.annotations.Nullable JsonToken token) {
    if (token == null) {
      return "the end of the body";
    }
    return switch (token) {
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING, FIELD_NAME -> "a string";
      case VALUE_NUMBER_INT -> "a whole number";
      case VALUE_NUMBER_FLOAT -> "a number with a fraction";
      case VALUE_TRUE, VALUE_FALSE -> "a truth value";
      case VALUE_NULL -> "null";
      default -> "nothing";
    };
  }

  /** The answer to a body that the parser gave up on. */
  static RequestException malformed(IOException e) {
    return RequestException.bad("the body is not valid JSON: " + JsonException.brief(e), e);
  }
}
