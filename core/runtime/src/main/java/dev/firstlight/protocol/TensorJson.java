package dev.firstlight.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.SmallFloats;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Writes a tensor's elements as JSON. NaN and the infinities, which JSON lacks, become the strings
 * {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}, as in Protocol Buffers' JSON; byte
 * strings that are not UTF-8 become {@code {"b64": "…"}}.
 */
final class TensorJson {
  private final JsonGenerator json;

  TensorJson(JsonGenerator json) {
    this.json = json;
  }

  /** All elements in one flat array, as the Open Inference Protocol's servers write them. */
  void flat(Tensor tensor) throws IOException {
    json.writeStartArray();
    ByteBuffer data = tensor.data();
    for (long i = tensor.elements(); i > 0; i--) {
      element(tensor.datatype(), data);
    }
    json.writeEndArray();
  }

  /** Arrays nested as the shape says; a scalar is bare. */
  void nested(Tensor tensor) throws IOException {
    nested(tensor, tensor.data(), 0);
  }

  private void nested(Tensor tensor, ByteBuffer data, int depth) throws IOException {
    if (depth == tensor.shape().rank()) {
      element(tensor.datatype(), data);
      return;
    }
    json.writeStartArray();
    for (long i = tensor.shape().dimension(depth); i > 0; i--) {
      nested(tensor, data, depth + 1);
    }
    json.writeEndArray();
  }

  private void element(DataType datatype, ByteBuffer data) throws IOException {
    switch (datatype) {
      case BOOL -> json.writeBoolean(data.get() != 0);
      case UINT8 -> json.writeNumber(data.get() & 0xff);
      case INT8 -> json.writeNumber(data.get());
      case UINT16 -> json.writeNumber(data.getShort() & 0xffff);
      case INT16 -> json.writeNumber(data.getShort());
      case UINT32 -> json.writeNumber(data.getInt() & 0xffff_ffffL);
      case INT32 -> json.writeNumber(data.getInt());
      case INT64 -> json.writeNumber(data.getLong());
      case UINT64 -> unsigned(data.getLong());
      case FP16 -> json.writeNumber(SmallFloats.fromHalf(data.getShort()));
      case BF16 -> json.writeNumber(SmallFloats.fromBrain(data.getShort()));
      case FP32 -> json.writeNumber(data.getFloat());
      case FP64 -> json.writeNumber(data.getDouble());
      case BYTES -> bytes(data);
    }
  }

  private void unsigned(long value) throws IOException {
    if (value >= 0) {
      json.writeNumber(value);
    } else {
      json.writeNumber(new BigInteger(Long.toUnsignedString(value)));
    }
  }

  private void bytes(ByteBuffer data) throws IOException {
    int length = data.getInt();
    ByteBuffer value = data.slice(data.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    data.position(data.position() + length);
    try {
      json.writeString(StandardCharsets.UTF_8.newDecoder().decode(value).toString());
    } catch (CharacterCodingException e) {
      json.writeStartObject();
      json.writeFieldName("b64");
      json.writeString(
          StandardCharsets.US_ASCII.decode(Base64.getEncoder().encode(value.rewind())).toString());
      json.writeEndObject();
    }
  }
}
