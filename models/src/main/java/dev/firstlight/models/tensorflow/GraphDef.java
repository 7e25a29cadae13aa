package dev.firstlight.models.tensorflow;

import dev.firstlight.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** TensorFlow's graph, node by node (graph.proto, node_def.proto, attr_value.proto). */
final class GraphDef {
  /** Which version of TensorFlow's operators the nodes mean: 2.18's. */
  private static final int PRODUCER = 1882;

  /** No older TensorFlow than 1.0 may read them. */
  private static final int LEAST_CONSUMER = 12;

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Set<String> constants = new HashSet<>();

  /** One node; its attributes are added to it. */
  static final class Node {
    private final Message message = new Message();

    Node attribute(String name, Message value) {
      message.entry(5, name, value);
      return this;
    }

    Node type(String name, int value) {
      return attribute(name, new Message().number(6, value));
    }

    /** The attribute T: FP32. */
    Node floats() {
      return type("T", TensorFlowTypes.FLOAT);
    }

    Node shape(String name, Shape value) {
      return attribute(name, new Message().message(7, GraphDef.shape(value)));
    }

    Node text(String name, String value) {
      return attribute(name, new Message().text(2, value));
    }

    Node number(String name, long value) {
      return attribute(name, new Message().number(3, value));
    }

    Node real(String name, double value) {
      return attribute(name, new Message().real(4, (float) value));
    }

    Node flag(String name, boolean value) {
      return attribute(name, new Message().number(5, value ? 1 : 0));
    }

    Node numbers(String name, long... values) {
      return attribute(name, new Message().message(1, new Message().numbers(3, values)));
    }

    Node types(String name, int... values) {
      long[] numbers = new long[values.length];
      for (int i = 0; i < values.length; i++) {
        numbers[i] = values[i];
      }
      return attribute(name, new Message().message(1, new Message().numbers(6, numbers)));
    }
  }

  /** A new node. */
  Node node(String name, String operation, String... inputs) {
    Node node = new Node();
    node.message.text(1, name).text(2, operation);
    for (String input : inputs) {
      node.message.text(3, input);
    }
    if (nodes.putIfAbsent(name, node) != null) {
      throw new IllegalArgumentException("there are two nodes named \"" + name + "\"");
    }
    return node;
  }

  /** A scalar, made at its first use; returns its name. */
  String constant(String name, double value) {
    ByteBuffer bytes = little(Float.BYTES).putFloat((float) value).flip();
    return constant(name, TensorFlowTypes.FLOAT, Shape.of(), new Message().raw(4, bytes));
  }

  /** A vector of INT32, made at its first use; returns its name. */
  String vector(String name, int... values) {
    return integers(name, Shape.of(values.length), values);
  }

  /** An INT32, made at its first use; returns its name. */
  String integer(String name, int value) {
    return integers(name, Shape.of(), value);
  }

  /** One text or several, made at their first use; returns the name. */
  String texts(String name, Shape shape, String... values) {
    Message content = new Message();
    for (String value : values) {
      content.raw(8, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }
    return constant(name, TensorFlowTypes.STRING, shape, content);
  }

  private String integers(String name, Shape shape, int... values) {
    ByteBuffer bytes = little(values.length * Integer.BYTES);
    for (int value : values) {
      bytes.putInt(value);
    }
    return constant(name, TensorFlowTypes.INT32, shape, new Message().raw(4, bytes.flip()));
  }

  private String constant(String name, int type, Shape shape, Message content) {
    if (constants.add(name)) {
      Message tensor = new Message().number(1, type).message(2, shape(shape));
      node(name, "Const")
          .type("dtype", type)
          .attribute("value", new Message().message(8, tensor.merged(content)));
    }
    return name;
  }

  /** The whole graph. */
  Message message() {
    Message graph = new Message();
    for (Node node : nodes.values()) {
      graph.message(1, node.message);
    }
    return graph.message(4, new Message().number(1, PRODUCER).number(2, LEAST_CONSUMER));
  }

  static Message shape(Shape shape) {
    Message message = new Message();
    for (long dimension : shape.toArray()) {
      message.message(2, new Message().number(1, dimension));
    }
    return message;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
