package dev.firstlight.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.fault.RequestException;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of an Open Inference Protocol infer request, with its binary tensor extension.
 * Members may come in any order; data that comes before its datatype or shape is found again once
 * both are known.
 */
final class InferDecoder {
  private static final int MAX_TENSORS = 1024;

  private final JsonBodies bodies;
  private final Signature signature;
  private final ArrayReader arrays;
  private final ByteBuffer json;
  private final ByteBuffer binary;
  private int binaryAt;

  /**
   * @param json the JSON part of the body
   * @param binary the bytes behind it; empty where there are none
   */
  InferDecoder(
      JsonBodies bodies,
      Signature signature,
      ArrayReader arrays,
      ByteBuffer json,
      ByteBuffer binary) {
    this.bodies = bodies;
    this.signature = signature;
    this.arrays = arrays;
    this.json = json;
    this.binary = binary;
  }

  /** Reads the array of inputs that the parser stands before. */
  List<Tensor> inputs(JsonParser parser) throws IOException {
    parser.nextToken();
    JsonBodies.expect(JsonToken.START_ARRAY, parser, "inputs");
    List<Tensor> inputs = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (inputs.size() == MAX_TENSORS) {
        throw RequestException.bad("inputs has more than " + MAX_TENSORS + " tensors");
      }
      inputs.add(input(parser, "inputs[" + inputs.size() + "]"));
    }
    signature.checkComplete(inputs);
    return inputs;
  }

  /** Checks that every byte behind the JSON belongs to a tensor. */
  void checkConsumed() {
    if (binaryAt < binary.remaining()) {
      throw RequestException.bad(
          "the body has %d bytes behind its JSON, but the tensors' binary_data_size add up to %d"
              .formatted(binary.remaining(), binaryAt));
    }
  }

  private Tensor input(JsonParser parser, String path) throws IOException {
    JsonBodies.expect(JsonToken.START_OBJECT, parser, path);
    String name = null;
    DataType datatype = null;
    Shape shape = null;
    Tensor data = null;
    long dataAt = -1;
    long binarySize = -1;
    boolean nothing = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      switch (key) {
        case "name" -> name = string(parser, path + ".name");
        case "datatype" -> datatype = datatype(string(parser, path + ".datatype"), path);
        case "shape" -> shape = shape(parser, path + ".shape");
        case "parameters" -> binarySize = TensorParameters.binarySize(parser, path + ".parameters");
        case "data" -> {
          if (parser.nextToken() == JsonToken.VALUE_NULL) {
            nothing = true; // as KServe's client has it beside binary_data_size
            continue;
          }
          if (name != null && datatype != null && shape != null) {
            signature.input(path, name, datatype, shape);
            data = arrays.declared(parser, name, datatype, shape, path + ".data", json.remaining());
          } else {
            JsonBodies.expect(JsonToken.START_ARRAY, parser, path + ".data");
            dataAt = parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
          }
        }
        default ->
            throw RequestException.bad(
                "%s.%s is not known; allowed are name, datatype, shape, parameters, data"
                    .formatted(path, Route.brief(key)));
      }
    }
    String known = present(name, path + ".name");
    DataType type = present(datatype, path + ".datatype");
    Shape dimensions = present(shape, path + ".shape");
    signature.input(path, known, type, dimensions);
    if (binarySize >= 0) {
      if (data != null || dataAt >= 0) {
        throw RequestException.bad(path + " has both data and binary_data_size");
      }
      return binary(known, type, dimensions, binarySize, path);
    }
    if (dataAt >= 0) {
      return late(dataAt, known, type, dimensions, path + ".data");
    }
    if (nothing) {
      throw RequestException.bad(path + ".data must be an array, but is null");
    }
    return present(data, path + ".data");
  }

  /** Passes over the object of parameters that comes next; its bytes, to read them again. */
  Optional<ByteBuffer> parameters(JsonParser parser) throws IOException {
    if (parser.nextToken() == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    JsonBodies.expect(JsonToken.START_OBJECT, parser, "parameters");
    long at = parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    return Optional.of(from(at));
  }

  private ByteBuffer from(long at) {
    return json.slice(json.position() + (int) at, json.remaining() - (int) at);
  }

  /** Reads data that stood before what says how to read it. */
  private Tensor late(long dataAt, String name, DataType datatype, Shape shape, String path)
      throws IOException {
    try (JsonParser parser = bodies.open(from(dataAt))) {
      parser.nextToken();
      return arrays.declared(parser, name, datatype, shape, path, json.remaining());
    }
  }

  private Tensor binary(String name, DataType datatype, Shape shape, long size, String path) {
    if (size > binary.remaining() - binaryAt) {
      throw RequestException.bad(
          "%s.parameters.binary_data_size is %d, but only %d bytes are left behind the JSON"
              .formatted(path, size, binary.remaining() - binaryAt));
    }
    ByteBuffer bytes = binary.slice(binary.position() + binaryAt, (int) size);
    binaryAt += (int) size;
    try {
      return new Tensor(name, datatype, shape, bytes);
    } catch (IllegalArgumentException e) {
      throw RequestException.bad(path + ": " + e.getMessage(), e);
    }
  }

  /** Reads the array of wanted outputs that the parser stands before. */
  List<Output> outputs(JsonParser parser) throws IOException {
    if (parser.nextToken() == JsonToken.VALUE_NULL) {
      return List.of();
    }
    JsonBodies.expect(JsonToken.START_ARRAY, parser, "outputs");
    List<Output> outputs = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (outputs.size() == MAX_TENSORS) {
        throw RequestException.bad("outputs has more than " + MAX_TENSORS + " tensors");
      }
      outputs.add(output(parser, "outputs[" + outputs.size() + "]"));
    }
    return outputs;
  }

  /** An output that is wanted; whether as bytes may be left to the request's own parameter. */
  record Output(String name, Optional<Boolean> binary) {}

  private static Output output(JsonParser parser, String path) throws IOException {
    JsonBodies.expect(JsonToken.START_OBJECT, parser, path);
    String name = null;
    Optional<Boolean> binary = Optional.empty();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      switch (key) {
        case "name" -> name = string(parser, path + ".name");
        case "parameters" -> binary = TensorParameters.binary(parser, path + ".parameters");
        default ->
            throw RequestException.bad(
                "%s.%s is not known; allowed are name and parameters"
                    .formatted(path, Route.brief(key)));
      }
    }
    return new Output(present(name, path + ".name"), binary);
  }

  private static Shape shape(JsonParser parser, String path) throws IOException {
    parser.nextToken();
    JsonBodies.expect(JsonToken.START_ARRAY, parser, path);
    List<Long> dimensions = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      boolean whole =
          parser.currentToken() == JsonToken.VALUE_NUMBER_INT
              && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
      if (!whole || parser.getLongValue() < 0) {
        throw RequestException.bad(
            "%s[%d] must be a whole number of at least 0, but is %s"
                .formatted(path, dimensions.size(), JsonBodies.describe(parser)));
      }
      if (dimensions.size() == Shape.MAX_RANK) {
        throw RequestException.bad(path + " has more than " + Shape.MAX_RANK + " dimensions");
      }
      dimensions.add(parser.getLongValue());
    }
    try {
      return Shape.of(dimensions.stream().mapToLong(Long::longValue).toArray());
    } catch (IllegalArgumentException e) {
      throw RequestException.bad(path + ": " + e.getMessage(), e);
    }
  }

  private static DataType datatype(String name, String path) {
    return DataType.named(name)
        .orElseThrow(
            () ->
                RequestException.bad(
                    "%s.datatype is \"%s\"; allowed are %s"
                        .formatted(
                            path,
                            Route.brief(name),
                            java.util.Arrays.toString(DataType.values()))));
  }

  static String string(JsonParser parser, String path) throws IOException {
    parser.nextToken();
    JsonBodies.expect(JsonToken.VALUE_STRING, parser, path);
    return JsonBodies.text(parser, path);
  }

  /** Reads the string that comes next; null is as good as none. */
  static Optional<String> optionalString(JsonParser parser, String path) throws IOException {
    if (parser.nextToken() == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    JsonBodies.expect(JsonToken.VALUE_STRING, parser, path);
    return Optional.of(JsonBodies.text(parser, path));
  }

  private static <T> T present(@Nullable T value, String path) {
    if (value == null) {
      throw RequestException.bad(path + " is missing");
    }
    return value;
  }
}
