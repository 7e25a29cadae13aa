package dev.firstlight.models.onnx;

import static dev.firstlight.models.onnx.Protos.integer;
import static dev.firstlight.models.onnx.Protos.integers;
import static dev.firstlight.models.onnx.Protos.real;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.firstlight.models.graph.Graph;
import dev.firstlight.models.graph.Node;
import dev.firstlight.models.graph.Operation;
import dev.firstlight.models.graph.Padding;
import dev.firstlight.tensor.Shape;
import java.util.HashSet;
import java.util.Set;

/** Adds nodes to a model, each with the weights and constants that it is the first to take. */
final class OnnxNodes {
  private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
  private static final Shape SCALAR = Shape.of();

  private final GraphProto.Builder proto;
  private final Graph graph;
  private final Initializers weights;
  private final Set<String> initialized = new HashSet<>();

  OnnxNodes(GraphProto.Builder proto, Graph graph, Initializers weights) {
    this.proto = proto;
    this.graph = graph;
    this.weights = weights;
  }

  void add(Node node) {
    Operation operation = node.operation();
    if (operation instanceof Operation.Convolution convolution) {
      convolution(node, convolution);
    } else if (operation instanceof Operation.BatchNormalization normalization) {
      plain(node, "BatchNormalization", weighted(node))
          .addAttribute(real("epsilon", normalization.epsilon()));
    } else if (operation instanceof Operation.Relu6) {
      String least = constant(node.name() + ".least", 0);
      plain(node, "Clip", node.input(), least, constant(node.name() + ".most", 6));
    } else if (operation instanceof Operation.Relu) {
      plain(node, "Relu", node.input());
    } else if (operation instanceof Operation.Tanh) {
      plain(node, "Tanh", node.input());
    } else if (operation instanceof Operation.Gelu) {
      gelu(node);
    } else if (operation instanceof Operation.MaxPool pool) {
      plain(node, "MaxPool", node.input())
          .addAttribute(integers("kernel_shape", pool.size(), pool.size()))
          .addAttribute(integers("strides", pool.stride(), pool.stride()));
    } else if (operation instanceof Operation.GlobalAveragePool) {
      plain(node, "GlobalAveragePool", node.input());
    } else if (operation instanceof Operation.Flatten) {
      plain(node, "Flatten", node.input()).addAttribute(integer("axis", 1));
    } else if (operation instanceof Operation.Dense) {
      plain(node, "Gemm", weighted(node)).addAttribute(integer("transB", 1));
    } else if (operation instanceof Operation.TokenDense) {
      String product = part(node, "product");
      step(product, "MatMul", node.input(), transposed(node.weight(0)));
      plain(node, "Add", product, weight(node.weight(1)));
    } else if (operation instanceof Operation.Add) {
      plain(node, "Add", node.inputs().toArray(String[]::new));
    } else if (operation instanceof Operation.Embedding) {
      plain(node, "Gather", weight(node.weight(0)), node.input());
    } else if (operation instanceof Operation.PositionEmbedding) {
      positions(node);
    } else if (operation instanceof Operation.LayerNormalization normalization) {
      plain(node, "LayerNormalization", weighted(node))
          .addAttribute(integer("axis", -1))
          .addAttribute(real("epsilon", normalization.epsilon()));
    } else if (operation instanceof Operation.AttentionBias) {
      attentionBias(node);
    } else if (operation instanceof Operation.Attention attention) {
      attention(node, attention);
    } else if (operation instanceof Operation.FirstToken) {
      tensor(Protos.vector("index.first", 0));
      String kept = part(node, "kept");
      step(kept, "Gather", node.input(), "index.first").addAttribute(integer("axis", 1));
      tensor(Protos.vector("axis.tokens", 1));
      plain(node, "Squeeze", kept, "axis.tokens");
    }
  }

  private void convolution(Node node, Operation.Convolution layer) {
    Padding padding = layer.padding();
    plain(node, "Conv", weighted(node))
        .addAttribute(integers("dilations", 1, 1))
        .addAttribute(integer("group", layer.groups()))
        .addAttribute(integers("kernel_shape", layer.kernel(), layer.kernel()))
        .addAttribute(
            integers("pads", padding.top(), padding.left(), padding.bottom(), padding.right()))
        .addAttribute(integers("strides", layer.stride(), layer.stride()));
  }

  /** In the steps that ONNX Runtime knows as one (its FastGelu). */
  private void gelu(Node node) {
    String x = node.input();
    step(part(node, "cube"), "Pow", x, constant("gelu.three", 3));
    step(part(node, "bend"), "Mul", part(node, "cube"), constant("gelu.bend", 0.044715));
    step(part(node, "bent"), "Add", x, part(node, "bend"));
    step(part(node, "scaled"), "Mul", part(node, "bent"), constant("gelu.scale", SQRT_2_OVER_PI));
    step(part(node, "tanh"), "Tanh", part(node, "scaled"));
    step(part(node, "gate"), "Add", part(node, "tanh"), constant("gelu.one", 1));
    step(part(node, "half"), "Mul", x, constant("gelu.half", 0.5));
    plain(node, "Mul", part(node, "half"), part(node, "gate"));
  }

  private void positions(Node node) {
    String length = part(node, "length");
    step(length, "Shape", node.input())
        .addAttribute(integer("start", 1))
        .addAttribute(integer("end", 2));
    tensor(Protos.vector("index.first", 0));
    plain(node, "Slice", weight(node.weight(0)), "index.first", length, "index.first");
  }

  private void attentionBias(Node node) {
    tensor(Protos.vector("axes.heads", 1, 2));
    step(part(node, "mask"), "Unsqueeze", node.input(), "axes.heads");
    step(part(node, "kept"), "Cast", part(node, "mask"))
        .addAttribute(integer("to", TensorProto.DataType.FLOAT.getNumber()));
    step(part(node, "hidden"), "Sub", constant("mask.one", 1), part(node, "kept"));
    String least = constant("mask.least", Operation.AttentionBias.LEAST);
    plain(node, "Mul", part(node, "hidden"), least);
  }

  private void attention(Node node, Operation.Attention layer) {
    String heads = "heads" + layer.heads() + "x" + layer.headWidth();
    tensor(Protos.vector(heads, 0, 0, layer.heads(), layer.headWidth()));
    String joined = heads + ".joined";
    tensor(Protos.vector(joined, 0, 0, (long) layer.heads() * layer.headWidth()));
    String[] names = {"query", "key", "value"};
    for (int i = 0; i < names.length; i++) {
      String split = part(node, names[i] + ".split");
      step(split, "Reshape", node.inputs().get(i), heads);
      step(part(node, names[i]), "Transpose", split)
          .addAttribute(i == 1 ? integers("perm", 0, 2, 3, 1) : integers("perm", 0, 2, 1, 3));
    }
    step(part(node, "product"), "MatMul", part(node, "query"), part(node, "key"));
    String root = constant(heads + ".root", Math.sqrt(layer.headWidth()));
    step(part(node, "scaled"), "Div", part(node, "product"), root);
    step(part(node, "scores"), "Add", part(node, "scaled"), node.inputs().get(3));
    step(part(node, "weights"), "Softmax", part(node, "scores")).addAttribute(integer("axis", -1));
    step(part(node, "mixed"), "MatMul", part(node, "weights"), part(node, "value"));
    step(part(node, "tokens"), "Transpose", part(node, "mixed"))
        .addAttribute(integers("perm", 0, 2, 1, 3));
    plain(node, "Reshape", part(node, "tokens"), joined);
  }

  private static String part(Node node, String name) {
    return node.name() + "." + name;
  }

  /** The node that makes the value. */
  private NodeProto.Builder plain(Node node, String type, String... inputs) {
    return node(node.name(), type, node.output(), inputs);
  }

  /** A node on the way, named as its value. */
  private NodeProto.Builder step(String name, String type, String... inputs) {
    return node(name, type, name, inputs);
  }

  private NodeProto.Builder node(String name, String type, String output, String... inputs) {
    NodeProto.Builder node = proto.addNodeBuilder().setName(name).setOpType(type);
    for (String input : inputs) {
      node.addInput(input);
    }
    return node.addOutput(output);
  }

  /** All values and weights that the node takes. */
  private String[] weighted(Node node) {
    String[] names = new String[node.inputs().size() + node.weights().size()];
    node.inputs().toArray(names);
    for (int i = 0; i < node.weights().size(); i++) {
      names[node.inputs().size() + i] = weight(node.weight(i));
    }
    return names;
  }

  private String weight(String name) {
    if (initialized.add(name)) {
      proto.addInitializer(weights.initializer(name, graph.weight(name), false));
    }
    return name;
  }

  private String transposed(String name) {
    if (initialized.add(name)) {
      proto.addInitializer(weights.initializer(name, graph.weight(name), true));
    }
    return name;
  }

  private String constant(String name, double value) {
    tensor(Protos.tensor(name, SCALAR, (float) value));
    return name;
  }

  private void tensor(TensorProto tensor) {
    if (initialized.add(tensor.getName())) {
      proto.addInitializer(tensor);
    }
  }
}
