package dev.firstlight.models.tensorflow;

import dev.firstlight.models.graph.Graph;
import dev.firstlight.models.graph.Node;
import dev.firstlight.models.graph.Operation;
import dev.firstlight.models.graph.Padding;
import dev.firstlight.models.graph.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Adds a graph's nodes to TensorFlow's. Images are turned to channels last where the first
 * operation needs it, and back where they are flattened.
 */
final class TensorFlowNodes {
  private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

  private final GraphDef nodes;
  private final Graph graph;
  private final Kernels kernels;
  private final TokenNodes tokens;
  private final Set<String> variables = new HashSet<>();

  /** For each image, its name with channels last. */
  private final Map<String, String> channelsLast = new HashMap<>();

  TensorFlowNodes(GraphDef nodes, Graph graph) {
    this.nodes = nodes;
    this.graph = graph;
    this.kernels = new Kernels(graph);
    this.tokens = new TokenNodes(nodes);
    Value output = graph.output();
    if (output.shape().rank() == 4) {
      throw new IllegalArgumentException(
          "graph \"%s\" gives the image \"%s\", but a vector or tokens were expected"
              .formatted(graph.name(), output.name()));
    }
  }

  void add(Node node) {
    Operation operation = node.operation();
    String name = node.output();
    String x = node.input();
    if (operation instanceof Operation.Convolution convolution) {
      convolution(node, convolution);
    } else if (operation instanceof Operation.BatchNormalization normalization) {
      nodes
          .node(
              image(name),
              "FusedBatchNormV3",
              last(x),
              weight(node, 0),
              weight(node, 1),
              weight(node, 2),
              weight(node, 3))
          .floats()
          .type("U", TensorFlowTypes.FLOAT)
          .real("epsilon", normalization.epsilon())
          .flag("is_training", false);
    } else if (operation instanceof Operation.Relu6) {
      elementwise(node, "Relu6");
    } else if (operation instanceof Operation.Relu) {
      elementwise(node, "Relu");
    } else if (operation instanceof Operation.Tanh) {
      elementwise(node, "Tanh");
    } else if (operation instanceof Operation.Gelu) {
      gelu(name, x);
    } else if (operation instanceof Operation.MaxPool pool) {
      nodes
          .node(image(name), "MaxPool", last(x))
          .floats()
          .numbers("ksize", 1, pool.size(), pool.size(), 1)
          .numbers("strides", 1, pool.stride(), pool.stride(), 1)
          .text("padding", "VALID");
    } else if (operation instanceof Operation.GlobalAveragePool) {
      nodes
          .node(image(name), "Mean", last(x), nodes.vector("axes/image", 1, 2))
          .floats()
          .flag("keep_dims", true);
    } else if (operation instanceof Operation.Flatten flatten) {
      flatten(name, x, flatten);
    } else if (operation instanceof Operation.Dense) {
      nodes
          .node(name + "/product", "MatMul", x, weight(node, 0))
          .floats()
          .flag("transpose_b", true);
      nodes.node(name, "BiasAdd", name + "/product", weight(node, 1)).floats();
    } else if (operation instanceof Operation.TokenDense dense) {
      tokens.dense(name, x, dense, weight(node, 0), weight(node, 1));
    } else if (operation instanceof Operation.Add) {
      add(name, x, node.inputs().get(1));
    } else if (operation instanceof Operation.Embedding) {
      tokens.embedding(name, x, weight(node, 0));
    } else if (operation instanceof Operation.PositionEmbedding) {
      tokens.positions(name, x, weight(node, 0));
    } else if (operation instanceof Operation.LayerNormalization normalization) {
      tokens.normalize(name, x, normalization, weight(node, 0), weight(node, 1));
    } else if (operation instanceof Operation.AttentionBias) {
      tokens.attentionBias(name, x);
    } else if (operation instanceof Operation.Attention attention) {
      tokens.attention(name, node.inputs(), attention);
    } else if (operation instanceof Operation.FirstToken) {
      tokens.first(name, x);
    } else {
      throw new IllegalStateException("no TensorFlow nodes for " + operation);
    }
  }

  private void convolution(Node node, Operation.Convolution layer) {
    boolean depthwise = layer.groups() > 1;
    String name = node.output();
    String sum = layer.bias() ? name + "/product" : image(name);
    Padding padding = layer.padding();
    GraphDef.Node convolution =
        nodes
            .node(
                sum,
                depthwise ? "DepthwiseConv2dNative" : "Conv2D",
                last(node.input()),
                weight(node, 0))
            .floats()
            .numbers("strides", 1, layer.stride(), layer.stride(), 1);
    if (padding.equals(Padding.NONE)) {
      convolution.text("padding", "VALID");
    } else {
      convolution
          .text("padding", "EXPLICIT")
          .numbers(
              "explicit_paddings",
              0,
              0,
              padding.top(),
              padding.bottom(),
              padding.left(),
              padding.right(),
              0,
              0);
    }
    if (layer.bias()) {
      nodes.node(image(name), "BiasAdd", sum, weight(node, 1)).floats();
    }
  }

  private void elementwise(Node node, String operation) {
    String x = node.input();
    boolean turned = channelsLast.containsKey(x);
    String name = turned ? image(node.output()) : node.output();
    nodes.node(name, operation, turned ? last(x) : x).floats();
  }

  private void add(String name, String one, String other) {
    boolean turned = channelsLast.containsKey(one) || channelsLast.containsKey(other);
    nodes
        .node(
            turned ? image(name) : name,
            "AddV2",
            turned ? last(one) : one,
            turned ? last(other) : other)
        .floats();
  }

  private void gelu(String name, String value) {
    boolean turned = channelsLast.containsKey(value);
    String x = turned ? last(value) : value;
    String output = turned ? image(name) : name;
    nodes.node(name + "/square", "Mul", x, x).floats();
    nodes.node(name + "/cube", "Mul", name + "/square", x).floats();
    nodes
        .node(name + "/bend", "Mul", name + "/cube", nodes.constant("gelu/bend", 0.044715))
        .floats();
    nodes.node(name + "/bent", "AddV2", x, name + "/bend").floats();
    nodes
        .node(name + "/scaled", "Mul", name + "/bent", nodes.constant("gelu/scale", SQRT_2_OVER_PI))
        .floats();
    nodes.node(name + "/tanh", "Tanh", name + "/scaled").floats();
    nodes.node(name + "/gate", "AddV2", name + "/tanh", nodes.constant("gelu/one", 1)).floats();
    nodes.node(name + "/half", "Mul", x, nodes.constant("gelu/half", 0.5)).floats();
    nodes.node(output, "Mul", name + "/half", name + "/gate").floats();
  }

  private void flatten(String name, String x, Operation.Flatten layer) {
    String rows = x;
    if (channelsLast.containsKey(x)) {
      rows = last(x);
      if (layer.height() * layer.width() > 1) {
        rows = name + "/channels-first";
        nodes
            .node(rows, "Transpose", last(x), nodes.vector("perm/channels-first", 0, 3, 1, 2))
            .floats();
      }
    }
    int values = layer.channels() * layer.height() * layer.width();
    nodes.node(name, "Reshape", rows, nodes.vector("shape/" + values, -1, values)).floats();
  }

  /** The image with channels last, turned if it is not yet. */
  private String last(String value) {
    String known = channelsLast.get(value);
    if (known != null) {
      return known;
    }
    String turned = value + "/channels-last";
    nodes.node(turned, "Transpose", value, nodes.vector("perm/channels-last", 0, 2, 3, 1)).floats();
    channelsLast.put(value, turned);
    return turned;
  }

  /** Says that the value will be an image with channels last; returns its name. */
  private String image(String value) {
    channelsLast.put(value, value);
    return value;
  }

  /** What reads the weight's variable. */
  private String weight(Node node, int index) {
    String name = node.weight(index);
    String read = name + "/read";
    if (variables.add(name)) {
      nodes
          .node(name, "VarHandleOp")
          .type("dtype", TensorFlowTypes.FLOAT)
          .shape("shape", kernels.shape(name, graph.weight(name)))
          .text("shared_name", name);
      nodes.node(read, "ReadVariableOp", name).type("dtype", TensorFlowTypes.FLOAT);
    }
    return read;
  }
}
