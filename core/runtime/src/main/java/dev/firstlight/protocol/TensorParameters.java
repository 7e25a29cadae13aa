package dev.firstlight.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.fault.RequestException;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads the parameters of the Open Inference Protocol that this server heeds. The protocol leaves
 * others to each server, and clients send some to all of them, so they pass; but those by which a
 * client asks for its data in another form, of extensions that are not here, are refused, since it
 * would take the answer for what it is not.
 */
final class TensorParameters {
  private TensorParameters() {}

  /** Whether the request wants outputs as bytes; from the object that comes next. */
  static Optional<Boolean> binaryOutput(JsonParser parser) throws IOException {
    return flag(parser, "binary_data_output", "parameters");
  }

  /** Whether one output is wanted as bytes; from the object that comes next. */
  static Optional<Boolean> binary(JsonParser parser, String path) throws IOException {
    return flag(parser, "binary_data", path);
  }

  /** The bytes of an input behind the JSON; −1 where the object that comes next does not say. */
  static long binarySize(JsonParser parser, String path) throws IOException {
    long size = -1;
    if (parser.nextToken() == JsonToken.VALUE_NULL) {
      return size;
    }
    JsonBodies.expect(JsonToken.START_OBJECT, parser, path);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken token = parser.nextToken();
      if (!key.equals("binary_data_size")) {
        pass(parser, key, path);
        continue;
      }
      boolean whole =
          token == JsonToken.VALUE_NUMBER_INT
              && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
      size = whole ? parser.getLongValue() : -1;
      if (size < 0) {
        throw RequestException.bad(
            path
                + ".binary_data_size must be a whole number of at least 0, but is "
                + JsonBodies.describe(parser));
      }
    }
    return size;
  }

  private static Optional<Boolean> flag(JsonParser parser, String wanted, String path)
      throws IOException {
    Optional<Boolean> value = Optional.empty();
    if (parser.nextToken() == JsonToken.VALUE_NULL) {
      return value;
    }
    JsonBodies.expect(JsonToken.START_OBJECT, parser, path);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken token = parser.nextToken();
      if (!key.equals(wanted)) {
        pass(parser, key, path);
      } else if (token.isBoolean()) {
        value = Optional.of(token == JsonToken.VALUE_TRUE);
      } else {
        throw RequestException.bad(
            "%s.%s must be true or false, but is %s"
                .formatted(path, wanted, JsonBodies.describe(parser)));
      }
    }
    return value;
  }

  private static void pass(JsonParser parser, String key, String path) throws IOException {
    if (key.equals("classification") || key.startsWith("shared_memory_")) {
      throw RequestException.bad(
          "%s.%s is of an extension that is not here; there is binary_tensor_data"
              .formatted(path, Route.brief(key)));
    }
    parser.skipChildren();
  }
}
