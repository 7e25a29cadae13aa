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
  private static final float MAX_HALF = 65504f;

  private final DataType datatype;
  private final GrowingBuffer out;
  private final String path;

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
      case FP16 -> out.room(2).putShort(SmallFloats.toHalf((float) number(parser, MAX_HALF)));
      case BF16 ->
          out.room(2).putShort(SmallFloats.toBrain((float) number(parser, Float.MAX_VALUE)));
      case FP32 -> out.room(4).putFloat(single(parser));
      case FP64 -> out.room(8).putDouble(number(parser, Double.MAX_VALUE));
      case BYTES -> bytes(parser);
    }
  }

  private boolean truth(JsonParser parser) {
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

  /** A single-precision number, rounded once from its decimal digits. */
  private float single(JsonParser parser) throws IOException {
    checkNumber(parser);
    float value = parser.getFloatValue();
    if (!Float.isFinite(value)) {
      throw outside(parser);
    }
    return value;
  }

  private double number(JsonParser parser, double most) throws IOException {
    checkNumber(parser);
    double value = parser.getDoubleValue();
    if (!(Math.abs(value) <= most)) {
      throw outside(parser);
    }
    return value;
  }

  private void checkNumber(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
      throw wrongKind(parser, "a number");
    }
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
    byte[] text = parser.getText().getBytes(StandardCharsets.UTF_8);
    out.room(4 + text.length).putInt(text.length).put(text);
  }

  private RequestException outside(JsonParser parser) throws IOException {
    return RequestException.bad(
        "%s holds %s, which is outside %s"
            .formatted(path, Route.brief(parser.getText()), datatype));
  }

  private RequestException wrongKind(JsonParser parser, String wanted) {
    return RequestException.bad(
        "%s holds %s, but %s needs %s"
            .formatted(path, JsonBodies.name(parser.currentToken()), datatype, wanted));
  }
}
