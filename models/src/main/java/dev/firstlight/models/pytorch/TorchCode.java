package dev.firstlight.models.pytorch;

import dev.firstlight.models.graph.Graph;
import dev.firstlight.models.graph.Node;
import dev.firstlight.models.graph.Operation;
import dev.firstlight.models.graph.Padding;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Nodes as expressions of TorchScript, in PyTorch's own operators. */
final class TorchCode {
  private final Graph graph;
  private final Map<String, String> weights;
  private final Set<String> inputs = new HashSet<>();

  /** Expressions over the weights' attributes. */
  TorchCode(Graph graph, Map<String, String> weights) {
    this.graph = graph;
    this.weights = weights;
    graph.inputs().forEach(input -> inputs.add(input.name()));
  }

  /** A name as Python can have it. */
  static String identifier(String name) {
    return name.replaceAll("[^A-Za-z0-9_]", "_");
  }

  /** The variable that has a value; none is a word of the language. */
  String variable(String value) {
    return inputs.contains(value) ? identifier(value) : "v_" + identifier(value);
  }

  /** What the node computes. */
  String expression(Node node) {
    Operation operation = node.operation();
    String x = variable(node.input());
    if (operation instanceof Operation.Convolution convolution) {
      return convolution(node, convolution, x);
    }
    if (operation instanceof Operation.BatchNormalization normalization) {
      return "torch.batch_norm(%s, %s, %s, %s, %s, False, 0., %s, False)"
          .formatted(
              x,
              weight(node, 0),
              weight(node, 1),
              weight(node, 2),
              weight(node, 3),
              normalization.epsilon());
    }
    if (operation instanceof Operation.Relu6) {
      return "torch.hardtanh(" + x + ", 0., 6.)";
    }
    if (operation instanceof Operation.Relu) {
      return "torch.relu(" + x + ")";
    }
    if (operation instanceof Operation.Tanh) {
      return "torch.tanh(" + x + ")";
    }
    if (operation instanceof Operation.Gelu) {
      return "torch.gelu(" + x + ", approximate=\"tanh\")";
    }
    if (operation instanceof Operation.MaxPool pool) {
      return "torch.max_pool2d(%1$s, [%2$d, %2$d], [%3$d, %3$d], [0, 0], [1, 1], False)"
          .formatted(x, pool.size(), pool.stride());
    }
    if (operation instanceof Operation.GlobalAveragePool) {
      return "torch.adaptive_avg_pool2d(" + x + ", [1, 1])";
    }
    if (operation instanceof Operation.Flatten) {
      return "torch.flatten(" + x + ", 1)";
    }
    if (operation instanceof Operation.Dense || operation instanceof Operation.TokenDense) {
      return "torch.linear(%s, %s, %s)".formatted(x, weight(node, 0), weight(node, 1));
    }
    if (operation instanceof Operation.Add) {
      return "torch.add(%s, %s)".formatted(x, variable(node.inputs().get(1)));
    }
    if (operation instanceof Operation.Embedding) {
      return "torch.embedding(%s, %s)".formatted(weight(node, 0), x);
    }
    if (operation instanceof Operation.PositionEmbedding) {
      return "torch.slice(%s, 0, 0, torch.size(%s, 1))".formatted(weight(node, 0), x);
    }
    if (operation instanceof Operation.LayerNormalization normalization) {
      return "torch.layer_norm(%s, [%d], %s, %s, %s)"
          .formatted(
              x,
              graph.weight(node.weight(0)).spec().shape().dimension(0),
              weight(node, 0),
              weight(node, 1),
              normalization.epsilon());
    }
    if (operation instanceof Operation.AttentionBias) {
      return "torch.mul(torch.rsub(torch.unsqueeze(torch.unsqueeze(%s, 1), 1), 1), %s)"
          .formatted(x, (double) Operation.AttentionBias.LEAST);
    }
    if (operation instanceof Operation.Attention attention) {
      return attention(node, attention);
    }
    if (operation instanceof Operation.FirstToken) {
      return "torch.select(" + x + ", 1, 0)";
    }
    throw new IllegalStateException("no TorchScript for " + operation);
  }

  private String convolution(Node node, Operation.Convolution layer, String x) {
    Padding padding = layer.padding();
    boolean even = padding.top() == padding.bottom() && padding.left() == padding.right();
    String padded =
        even
            ? x
            : "torch.constant_pad_nd(%s, [%d, %d, %d, %d], 0)"
                .formatted(x, padding.left(), padding.right(), padding.top(), padding.bottom());
    return "torch.conv2d(%1$s, %2$s, %3$s, [%4$d, %4$d], [%5$d, %6$d], [1, 1], %7$d)"
        .formatted(
            padded,
            weight(node, 0),
            layer.bias() ? weight(node, 1) : "None",
            layer.stride(),
            even ? padding.top() : 0,
            even ? padding.left() : 0,
            layer.groups());
  }

  private String attention(Node node, Operation.Attention layer) {
    String[] split = new String[3];
    for (int i = 0; i < split.length; i++) {
      split[i] =
          "torch.transpose(torch.reshape(%1$s, [torch.size(%1$s, 0), -1, %2$d, %3$d]), 1, 2)"
              .formatted(variable(node.inputs().get(i)), layer.heads(), layer.headWidth());
    }
    return "torch.flatten(torch.transpose(torch.scaled_dot_product_attention(%s, %s, %s, %s), 1, 2), 2)"
        .formatted(split[0], split[1], split[2], variable(node.inputs().get(3)));
  }

  private String weight(Node node, int index) {
    return "self." + Objects.requireNonNull(weights.get(node.weight(index)), node.weight(index));
  }
}
