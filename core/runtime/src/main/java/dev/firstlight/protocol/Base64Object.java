package dev.firstlight.protocol;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.fault.RequestException;
import dev.firstlight.tensor.GrowingBuffer;
import java.io.IOException;

/** Reads {@code {"b64":"…"}}, the form that TensorFlow Serving and Vertex AI give bytes. */
final class Base64Object {
  private static final Base64Variant VARIANT =
      Base64Variants.MIME_NO_LINEFEEDS.withReadPadding(
          Base64Variant.PaddingReadBehaviour.PADDING_ALLOWED);

  private Base64Object() {}

  /**
   * Appends the bytes, decoded as they are read.
   *
   * @param parser at the object's beginning; left at its end
   * @param path where it stands, for messages
   */
  static void copy(JsonParser parser, GrowingBuffer out, String path) throws IOException {
    if (parser.nextToken() != JsonToken.FIELD_NAME || !parser.currentName().equals("b64")) {
      throw RequestException.bad(path + " must be {\"b64\": \"…\"} where it is an object");
    }
    value(parser, out, path);
    if (parser.nextToken() != JsonToken.END_OBJECT) {
      throw RequestException.bad(path + " must have nothing beside \"b64\"");
    }
  }

  /** Appends the bytes of the string that comes next. */
  static void value(JsonParser parser, GrowingBuffer out, String path) throws IOException {
    if (parser.nextToken() != JsonToken.VALUE_STRING) {
      throw RequestException.bad(
          path + ".b64 must be a string, but is " + JsonBodies.name(parser.currentToken()));
    }
    try {
      parser.readBinaryValue(VARIANT, out);
    } catch (com.fasterxml.jackson.core.JsonParseException | IllegalArgumentException e) {
      throw RequestException.bad(path + ".b64 is not valid base64", e);
    }
  }
}
