package dev.firstlight.onnx;

import dev.firstlight.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * ONNX models of one node, which make and read the tensors that ONNX Runtime's Java part cannot.
 * Written field by field, since a Protocol Buffers library would be on the cold path of everybody.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
final class SmallGraphs {
  /** What the node reads and writes. */
  static final String INPUT = "x";

  static final String SECOND_INPUT = "z";
  static final String OUTPUT = "y";

  private static final int STRING = 8;
  private static final int ATTRIBUTE_INT = 2;
  private static final int IR_VERSION = 9;

  /** The first that has StringConcat. */
  private static final int OPSET = 20;

  private SmallGraphs() {}

  /** Converts tensors of any shape from one of ONNX's element types to another. */
  static byte[] cast(int from, int to) {
    Message type = new Message().text(1, "to").number(3, to).number(20, ATTRIBUTE_INT);
    Message node = node("Cast", List.of(INPUT)).message(5, type);
    return model(graph(node, to).message(11, value(INPUT, from)));
  }

  /** Appends the second input to every string of the first. */
  static byte[] append() {
    Message node = node("StringConcat", List.of(INPUT, SECOND_INPUT));
    return model(
        graph(node, STRING)
            .message(11, value(INPUT, STRING))
            .message(11, value(SECOND_INPUT, STRING)));
  }

  /** Returns those strings, which may be any bytes. */
  static byte[] constant(List<byte[]> strings, Shape shape) {
    Message tensor = new Message();
    for (long dimension : shape.toArray()) {
      tensor.number(1, dimension);
    }
    tensor.number(2, STRING);
    for (byte[] string : strings) {
      tensor.bytes(6, string);
    }
    tensor.text(8, INPUT);
    return model(graph(node("Identity", List.of(INPUT)), STRING).message(5, tensor));
  }

  private static Message node(String operator, List<String> inputs) {
    Message node = new Message();
    for (String input : inputs) {
      node.text(1, input);
    }
    return node.text(2, OUTPUT).text(4, operator);
  }

  private static Message graph(Message node, int outputType) {
    return new Message().message(1, node).text(2, "small").message(12, value(OUTPUT, outputType));
  }

  private static Message value(String name, int elementType) {
    Message tensor = new Message().number(1, elementType);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  private static byte[] model(Message graph) {
    Message operators = new Message().text(1, "").number(2, OPSET);
    return new Message().number(1, IR_VERSION).message(7, graph).message(8, operators).toBytes();
  }

  /** A message of Protocol Buffers, written front to back. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, long value) {
      variable((long) field << 3);
      variable(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return bytes(field, value.toBytes());
    }

    Message bytes(int field, byte[] value) {
      variable((long) field << 3 | 2);
      variable(value.length);
      out.writeBytes(value);
      return this;
    }

    private void variable(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }

    byte[] toBytes() {
      return out.toByteArray();
    }
  }
}
