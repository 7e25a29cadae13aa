package dev.firstlight.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.fault.RequestException;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.GrowingBuffer;
import dev.firstlight.tensor.SmallFloats;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Reads single elements of a tensor from JSON and writes their bytes. */
final class ElementReader {
  private static final BigInteger MAX_UINT64 = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private final DataType datatype;
  private final GrowingBuffer out;
  private final String path;
  private long position = -1;

  /**
   * @param path where the elements stand, for messages
   */
  ElementReader(DataType datatype, GrowingBuffer out, String path) {
    this.datatype = datatype;
    this.out = out;
    this.path = path;
  }

  /** Reads the element at the parser's current token. */
  void read(JsonParser parser) throws IOException {
    position++;
    switch (datatype) {
      case BOOL -> out.room(1).put((byte) (truth(parser) ? 1 : 0));
      case UINT8 -> out.room(1).put((byte) integer(parser, 0, 255));
      case INT8 -> out.room(1).put((byte) integer(parser, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case UINT16 -> out.room(2).putShort((short) integer(parser, 0, 65_535));
      case INT16 -> out.room(2).putShort((short) integer(parser, Short.MIN_VALUE, Short.MAX_VALUE));
      case UINT32 -> out.room(4).putInt((int) integer(parser, 0, 0xffff_ffffL));
      case INT32 -> out.room(4).putInt((int) integer(parser, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case INT64 -> out.room(8).putLong(integer(parser, Long.MIN_VALUE, Long.MAX_VALUE));
      case UINT64 -> out.room(8).putLong(unsigned(parser));
      case FP16 -> out.room(2).putShort(half(parser));
      case BF16 -> out.room(2).putShort(brain(parser));
      case FP32 -> out.room(4).putFloat(single(parser));
      case FP64 -> out.room(8).putDouble(number(parser));
      case BYTES -> bytes(parser);
    }
  }

  private boolean truth(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw wrongKind(parser, "true or false");
    };
  }

  private long integer(JsonParser parser, long least, long most) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw wrongKind(parser, "a whole number");
    }
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw outside(parser);
    }
    long value = parser.getLongValue();
    if (value < least || value > most) {
      throw outside(parser);
    }
    return value;
  }

  private long unsigned(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw wrongKind(parser, "a whole number");
    }
    BigInteger value = parser.getBigIntegerValue();
    if (value.signum() < 0 || value.compareTo(MAX_UINT64) > 0) {
      throw outside(parser);
    }
    return value.longValue();
  }

  private short half(JsonParser parser) throws IOException {
    double value = number(parser);
    short half = SmallFloats.toHalf(value);
    if (!Float.isFinite(SmallFloats.fromHalf(half)) && Double.isFinite(value)) {
      throw outside(parser);
    }
    return half;
  }

  private short brain(JsonParser parser) throws IOException {
    double value = number(parser);
    short brain = SmallFloats.toBrain(value);
    if (!Float.isFinite(SmallFloats.fromBrain(brain)) && Double.isFinite(value)) {
      throw outside(parser);
    }
    return brain;
  }

  /** A single-precision number, rounded once from its decimal digits. */
  private float single(JsonParser parser) throws IOException {
    if (!isNumber(parser)) {
      return (float) named(parser);
    }
    float value = parser.getFloatValue();
    if (!Float.isFinite(value)) {
      throw outside(parser);
    }
    return value;
  }

  private double number(JsonParser parser) throws IOException {
    if (!isNumber(parser)) {
      return named(parser);
    }
    double value = parser.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw outside(parser);
    }
    return value;
  }

  private static boolean isNumber(JsonParser parser) {
    JsonToken token = parser.currentToken();
    return token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
  }

  /** What JSON has no number for, in the words that {@link TensorJson} answers with. */
  private double named(JsonParser parser) throws IOException {
    String text = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
    if (text.equals("NaN")) {
      return Double.NaN;
    }
    if (text.equals("Infinity")) {
      return Double.POSITIVE_INFINITY;
    }
    if (text.equals("-Infinity")) {
      return Double.NEGATIVE_INFINITY;
    }
    throw wrongKind(parser, "a number, \"NaN\", \"Infinity\" or \"-Infinity\"");
  }

  private void bytes(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      int at = out.size();
      out.room(4).putInt(0);
      Base64Object.copy(parser, out, path);
      out.room(0).putInt(at, out.size() - at - 4);
      return;
    }
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw wrongKind(parser, "a string or {\"b64\": …}");
    }
    byte[] text = JsonBodies.text(parser, path).getBytes(StandardCharsets.UTF_8);
    out.room(4 + text.length).putInt(text.length).put(text);
  }

  private RequestException outside(JsonParser parser) throws IOException {
    return RequestException.bad(
        "%s holds %s at position %d, which is outside %s"
            .formatted(path, Route.brief(parser.getText()), position, datatype));
  }

  private RequestException wrongKind(JsonParser parser, String wanted) throws IOException {
    return RequestException.bad(
        "%s holds %s at position %d, but %s needs %s"
            .formatted(path, JsonBodies.describe(parser), position, datatype, wanted));
  }
}
