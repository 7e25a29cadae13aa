package dev.firstlight.onnx;

import dev.firstlight.inference.Header;
import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.inference.InferenceResponse;
import dev.firstlight.json.JsonNode;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.SmallFloats;
import dev.firstlight.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Infer requests by the Open Inference Protocol v2, and what their answers hold. */
final class InferCalls {
  private InferCalls() {}

  /** A request with all tensors as JSON. */
  static InferenceRequest json(List<Tensor> inputs) {
    List<String> parts = new ArrayList<>();
    for (Tensor input : inputs) {
      parts.add(input(input, "\"data\":" + elements(input)));
    }
    byte[] body = document(parts, false);
    return request(Map.of("content-type", "application/json"), body);
  }

  /** A request with all tensors as bytes, which wants the outputs so too. */
  static InferenceRequest binary(List<Tensor> inputs) {
    List<String> parts = new ArrayList<>();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (Tensor input : inputs) {
      byte[] bytes = new byte[input.data().remaining()];
      input.data().get(bytes);
      data.writeBytes(bytes);
      parts.add(input(input, "\"parameters\":{\"binary_data_size\":" + bytes.length + "}"));
    }
    byte[] json = document(parts, true);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(json);
    body.writeBytes(data.toByteArray());
    return request(
        Map.of(
            "content-type",
            "application/octet-stream",
            "inference-header-content-length",
            Integer.toString(json.length)),
        body.toByteArray());
  }

  private static InferenceRequest request(Map<String, String> headers, byte[] body) {
    ByteBuffer direct = ByteBuffer.allocateDirect(body.length).put(body).flip();
    return new InferenceRequest(
        "POST",
        "/v2/models/node/infer",
        name -> headers.get(name.toLowerCase(java.util.Locale.ROOT)),
        direct,
        System.nanoTime(),
        Optional.empty());
  }

  private static byte[] document(List<String> inputs, boolean binary) {
    return ("{\"inputs\":["
            + String.join(",", inputs)
            + "],\"parameters\":{\"binary_data_output\":"
            + binary
            + "}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String input(Tensor tensor, String data) {
    return "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,%s}"
        .formatted(tensor.name(), tensor.datatype(), tensor.shape(), data);
  }

  /** A number as JSON has it; those that JSON lacks are strings. */
  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "\"" + value + "\"";
  }

  private static String elements(Tensor tensor) {
    List<String> elements = new ArrayList<>();
    if (tensor.datatype() == DataType.BYTES) {
      for (byte[] string : tensor.byteStrings()) {
        elements.add("{\"b64\":\"" + Base64.getEncoder().encodeToString(string) + "\"}");
      }
      return elements.toString();
    }
    ByteBuffer data = tensor.data();
    while (data.hasRemaining()) {
      elements.add(
          switch (tensor.datatype()) {
            case BOOL -> Boolean.toString(data.get() != 0);
            case INT64 -> Long.toString(data.getLong());
            case UINT64 -> Long.toUnsignedString(data.getLong());
            case FP16 -> number(SmallFloats.fromHalf(data.getShort()));
            case BF16 -> number(SmallFloats.fromBrain(data.getShort()));
            case FP32 -> number(data.getFloat());
            case FP64 -> number(data.getDouble());
            default -> Long.toString((long) Closeness.number(tensor.datatype(), data));
          });
    }
    return elements.toString();
  }

  /** The output tensors of an answer with status 200, in its order. */
  static List<Tensor> outputs(InferenceResponse response) {
    byte[] body = response.bytes();
    int json = response.header(Header.JSON_LENGTH).map(Integer::parseInt).orElse(body.length);
    int at = json;
    List<Tensor> outputs = new ArrayList<>();
    for (JsonNode node : JsonNode.read(Arrays.copyOf(body, json)).elements("outputs")) {
      String name = node.get("name").asString();
      DataType datatype = DataType.named(node.get("datatype").asString()).orElseThrow();
      Shape shape = Shape.of(node.elements("shape").stream().mapToLong(JsonNode::asLong).toArray());
      Optional<JsonNode> parameters = node.find("parameters");
      if (parameters.isPresent()) {
        int size = parameters.get().get("binary_data_size").asInt(0, body.length);
        ByteBuffer data = ByteBuffer.wrap(body, at, size);
        outputs.add(new Tensor(name, datatype, shape, data));
        at += size;
      } else {
        outputs.add(tensor(name, datatype, shape, node.elements("data")));
      }
    }
    return outputs;
  }

  private static Tensor tensor(String name, DataType datatype, Shape shape, List<JsonNode> data) {
    if (datatype == DataType.BYTES) {
      List<byte[]> strings = data.stream().map(InferCalls::string).toList();
      return Tensor.ofBytes(name, strings, shape);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(data.size() * datatype.width()).order(ByteOrder.LITTLE_ENDIAN);
    for (JsonNode node : data) {
      switch (datatype) {
        case BOOL -> bytes.put((byte) (node.asBoolean() ? 1 : 0));
        case UINT8, INT8 -> bytes.put((byte) node.asLong());
        case UINT16, INT16 -> bytes.putShort((short) node.asLong());
        case UINT32, INT32 -> bytes.putInt((int) node.asLong());
        case INT64 -> bytes.putLong(node.asLong());
        case UINT64 -> bytes.putLong(new java.math.BigDecimal(number(node)).longValue());
        case FP16 -> bytes.putShort(SmallFloats.toHalf(number(node)));
        case BF16 -> bytes.putShort(SmallFloats.toBrain(number(node)));
        case FP32 -> bytes.putFloat((float) number(node));
        case FP64 -> bytes.putDouble(number(node));
        case BYTES -> throw new IllegalStateException("strings have no width");
      }
    }
    return new Tensor(name, datatype, shape, bytes.flip());
  }

  private static double number(JsonNode node) {
    return node.isString() ? Double.parseDouble(node.asString()) : node.asDouble();
  }

  private static byte[] string(JsonNode node) {
    return node.isString()
        ? node.asString().getBytes(StandardCharsets.UTF_8)
        : Base64.getDecoder().decode(node.get("b64").asString());
  }
}
