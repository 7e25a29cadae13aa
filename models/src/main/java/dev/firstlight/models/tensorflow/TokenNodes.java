package dev.firstlight.models.tensorflow;

import dev.firstlight.models.graph.Operation;
import java.util.List;

/** Adds the nodes of a transformer's operations; values are {@code [samples, tokens, width]}. */
final class TokenNodes {
  private final GraphDef nodes;

  TokenNodes(GraphDef nodes) {
    this.nodes = nodes;
  }

  /** As one product of matrices, which is faster than one for each sample. */
  void dense(String name, String x, Operation.TokenDense layer, String weight, String bias) {
    reshape(name + "/rows", x, nodes.vector("shape/" + layer.inputWidth(), -1, layer.inputWidth()));
    nodes
        .node(name + "/product", "MatMul", name + "/rows", weight)
        .floats()
        .flag("transpose_b", true);
    nodes.node(name + "/sum", "BiasAdd", name + "/product", bias).floats();
    reshape(name, name + "/sum", shapeOf(name, x, layer.outputWidth()));
  }

  void embedding(String name, String ids, String table) {
    nodes
        .node(name, "GatherV2", table, ids, nodes.integer("axis/rows", 0))
        .type("Tparams", TensorFlowTypes.FLOAT)
        .type("Tindices", TensorFlowTypes.INT64)
        .type("Taxis", TensorFlowTypes.INT32);
  }

  void positions(String name, String ids, String table) {
    nodes.node(name + "/shape", "Shape", ids).type("T", TensorFlowTypes.INT64);
    String one = nodes.vector("one", 1);
    slice(name + "/length", name + "/shape", one, nodes.vector("two", 2), one)
        .type("T", TensorFlowTypes.INT32);
    slice(name, table, nodes.vector("zero", 0), name + "/length", one).floats();
  }

  void normalize(
      String name, String x, Operation.LayerNormalization layer, String scale, String shift) {
    String last = nodes.vector("axes/last", -1);
    nodes.node(name + "/mean", "Mean", x, last).floats().flag("keep_dims", true);
    nodes.node(name + "/squares", "SquaredDifference", x, name + "/mean").floats();
    nodes
        .node(name + "/variance", "Mean", name + "/squares", last)
        .floats()
        .flag("keep_dims", true);
    String epsilon = nodes.constant("epsilon/" + layer.epsilon(), layer.epsilon());
    nodes.node(name + "/above-zero", "AddV2", name + "/variance", epsilon).floats();
    nodes.node(name + "/factor", "Rsqrt", name + "/above-zero").floats();
    nodes.node(name + "/centred", "Sub", x, name + "/mean").floats();
    nodes.node(name + "/normal", "Mul", name + "/centred", name + "/factor").floats();
    nodes.node(name + "/scaled", "Mul", name + "/normal", scale).floats();
    nodes.node(name, "AddV2", name + "/scaled", shift).floats();
  }

  void attentionBias(String name, String mask) {
    nodes
        .node(name + "/kept", "Cast", mask)
        .type("SrcT", TensorFlowTypes.INT64)
        .type("DstT", TensorFlowTypes.FLOAT);
    nodes.node(name + "/hidden", "Sub", nodes.constant("mask/one", 1), name + "/kept").floats();
    String least = nodes.constant("mask/least", Operation.AttentionBias.LEAST);
    nodes.node(name + "/bias", "Mul", name + "/hidden", least).floats();
    String axis = nodes.integer("axis/tokens", 1);
    nodes.node(name + "/heads", "ExpandDims", name + "/bias", axis).floats();
    nodes.node(name, "ExpandDims", name + "/heads", axis).floats();
  }

  void attention(String name, List<String> inputs, Operation.Attention layer) {
    String[] split = {name + "/query", name + "/key", name + "/value"};
    String shape = shapeOf(name, inputs.get(0), layer.heads(), layer.headWidth());
    String perm = nodes.vector("perm/heads", 0, 2, 1, 3);
    for (int i = 0; i < split.length; i++) {
      reshape(split[i] + "/split", inputs.get(i), shape);
      nodes.node(split[i], "Transpose", split[i] + "/split", perm).floats();
    }
    nodes.node(name + "/product", "BatchMatMulV2", split[0], split[1]).floats().flag("adj_y", true);
    String root = nodes.constant("root/" + layer.headWidth(), Math.sqrt(layer.headWidth()));
    nodes.node(name + "/scaled", "RealDiv", name + "/product", root).floats();
    nodes.node(name + "/scores", "AddV2", name + "/scaled", inputs.get(3)).floats();
    nodes.node(name + "/weights", "Softmax", name + "/scores").floats();
    nodes.node(name + "/mixed", "BatchMatMulV2", name + "/weights", split[2]).floats();
    nodes.node(name + "/tokens", "Transpose", name + "/mixed", perm).floats();
    String joined = shapeOf(name + "/joined", inputs.get(0), layer.heads() * layer.headWidth());
    reshape(name, name + "/tokens", joined);
  }

  void first(String name, String x) {
    String zeros = nodes.vector("first/begin", 0, 0);
    slice(name, x, zeros, nodes.vector("first/end", 0, 1), nodes.vector("first/step", 1, 1))
        .floats()
        .number("begin_mask", 1)
        .number("end_mask", 1)
        .number("shrink_axis_mask", 2);
  }

  /** Samples and tokens of a value, then those dimensions. */
  private String shapeOf(String name, String value, int... dimensions) {
    String shape = name + "/shape";
    nodes.node(shape + "/whole", "Shape", value).floats();
    slice(
            shape + "/tokens",
            shape + "/whole",
            nodes.vector("zero", 0),
            nodes.vector("two", 2),
            nodes.vector("one", 1))
        .type("T", TensorFlowTypes.INT32);
    StringBuilder constant = new StringBuilder("dimensions");
    for (int dimension : dimensions) {
      constant.append('/').append(dimension);
    }
    nodes
        .node(
            shape,
            "ConcatV2",
            shape + "/tokens",
            nodes.vector(constant.toString(), dimensions),
            nodes.integer("axis/rows", 0))
        .number("N", 2)
        .type("T", TensorFlowTypes.INT32);
    return shape;
  }

  private void reshape(String name, String x, String shape) {
    nodes.node(name, "Reshape", x, shape).floats();
  }

  private GraphDef.Node slice(String name, String x, String begin, String end, String step) {
    return nodes
        .node(name, "StridedSlice", x, begin, end, step)
        .type("Index", TensorFlowTypes.INT32);
  }
}
