package dev.firstlight.conformance;

import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.inference.Header;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of the Open Inference Protocol v2 for the model of plain tensors. */
final class TensorCalls {
  private static final String ROUTE = "/v2/models/tiny-tensors/infer";
  private static final int ROWS = 2;
  private static final int COLUMNS = 3;

  private TensorCalls() {}

  static Call json() {
    return json(ROUTE);
  }

  static Call json(String route) {
    return json(route, ROWS, COLUMNS, "1.5", "");
  }

  static Call jsonOfShape(int rows, int columns) {
    return json(ROUTE, rows, columns, "1.5", "");
  }

  static Call jsonWithScalar(String literal) {
    return json(ROUTE, ROWS, COLUMNS, literal, "");
  }

  static Call jsonWithOutput(String output) {
    return json(ROUTE, ROWS, COLUMNS, "1.5", ",\"outputs\":[{\"name\":\"" + output + "\"}]");
  }

  /** Data as the arrays nest, one a row. */
  static Call nestedJson() {
    List<String> inputs = new ArrayList<>();
    for (TensorSpec spec : TinyModels.tensorInputs()) {
      boolean scalar = spec.shape().rank() == 0;
      String row = "[" + elements(spec.datatype(), COLUMNS) + "]";
      String data = scalar ? "[1.5]" : "[" + row + "," + row + "]";
      inputs.add(input(spec, scalar ? "[]" : "[2,3]", "\"data\":" + data));
    }
    return post(ROUTE, inputs, "");
  }

  static Call onlyInput(String name, String datatype, String shape, String data) {
    String input =
        "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}"
            .formatted(name, datatype, shape, data);
    return post(ROUTE, List.of(input), "");
  }

  static Call binary(boolean binaryOut) {
    return binary(ROWS, COLUMNS, binaryOut, 0, null);
  }

  static Call binaryOfShape(int rows, int columns) {
    return binary(rows, columns, true, 0, null);
  }

  static Call binaryCut() {
    return binary(ROWS, COLUMNS, true, 5, null);
  }

  static Call binaryWithJsonLength(String length) {
    return binary(ROWS, COLUMNS, true, 0, length);
  }

  private static Call json(String route, int rows, int columns, String scalar, String more) {
    List<String> inputs = new ArrayList<>();
    for (TensorSpec spec : TinyModels.tensorInputs()) {
      boolean isScalar = spec.shape().rank() == 0;
      String data = isScalar ? scalar : elements(spec.datatype(), rows * columns);
      inputs.add(
          input(
              spec, isScalar ? "[]" : "[" + rows + "," + columns + "]", "\"data\":[" + data + "]"));
    }
    return post(route, inputs, more);
  }

  private static Call binary(
      int rows, int columns, boolean binaryOut, int cutBytes, @Nullable String jsonLength) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    List<String> inputs = new ArrayList<>();
    for (TensorSpec spec : TinyModels.tensorInputs()) {
      boolean scalar = spec.shape().rank() == 0;
      byte[] bytes = bytes(spec.datatype(), scalar ? 1 : rows * columns);
      data.writeBytes(bytes);
      inputs.add(
          input(
              spec,
              scalar ? "[]" : "[" + rows + "," + columns + "]",
              "\"parameters\":{\"binary_data_size\":" + bytes.length + "}"));
    }
    byte[] json =
        document(inputs, ",\"parameters\":{\"binary_data_output\":" + binaryOut + "}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] tensors = Arrays.copyOf(data.toByteArray(), data.size() - cutBytes);
    byte[] body = Arrays.copyOf(json, json.length + tensors.length);
    System.arraycopy(tensors, 0, body, json.length, tensors.length);
    return Call.post(ROUTE, "application/octet-stream", body)
        .with(Header.JSON_LENGTH, jsonLength == null ? Integer.toString(json.length) : jsonLength);
  }

  private static Call post(String route, List<String> inputs, String more) {
    return Call.post(route, "application/json", document(inputs, more));
  }

  private static String document(List<String> inputs, String more) {
    return "{\"id\":\"a1\",\"inputs\":[" + String.join(",", inputs) + "]" + more + "}";
  }

  private static String input(TensorSpec spec, String shape, String data) {
    return "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,%s}"
        .formatted(spec.name(), spec.datatype(), shape, data);
  }

  /** So many elements in JSON, among them the ends of the datatype's range. */
  private static String elements(DataType type, int count) {
    List<String> values =
        switch (type) {
          case BOOL -> List.of("true", "false");
          case UINT8 -> List.of("0", "255");
          case UINT16 -> List.of("0", "65535");
          case UINT32 -> List.of("0", "4294967295");
          case UINT64 -> List.of("0", "18446744073709551615");
          case INT8 -> List.of("-128", "127");
          case INT16 -> List.of("-32768", "32767");
          case INT32 -> List.of("-2147483648", "2147483647");
          case INT64 -> List.of("-9223372036854775808", "9223372036854775807");
          case FP16, BF16 -> List.of("0.5", "-2");
          case FP32 -> List.of("0.1", "-3.4e38");
          case FP64 -> List.of("0.1", "-1.7e308");
          case BYTES -> List.of("\"light\"", "\"\"");
        };
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(values.get(i % values.size()));
    }
    return String.join(",", all);
  }

  /** So many elements as the binary extension has them. */
  private static byte[] bytes(DataType type, int count) {
    if (type == DataType.BYTES) {
      ByteBuffer strings = ByteBuffer.allocate(count * 9).order(ByteOrder.LITTLE_ENDIAN);
      for (byte[] word : Collections.nCopies(count, "light".getBytes(StandardCharsets.UTF_8))) {
        strings.putInt(word.length).put(word);
      }
      return strings.array();
    }
    byte[] bytes = new byte[count * type.width()];
    for (int i = 0; i < bytes.length; i++) {
      // Small numbers of every type; a BOOL may only be 0 or 1.
      bytes[i] = (byte) (i % 2);
    }
    return bytes;
  }
}
