package dev.firstlight.models.pytorch;

import dev.firstlight.models.graph.Graph;
import dev.firstlight.models.graph.Node;
import dev.firstlight.models.graph.Value;
import dev.firstlight.models.graph.Weight;
import java.util.LinkedHashMap;
import java.util.Map;

/** A graph as the source of a TorchScript module and the pickle of its attributes. */
final class TorchModule {
  private static final String NAMESPACE = "__torch__";
  private static final String TYPE = "Model";

  private final Graph graph;
  private final Map<String, String> weights;

  private TorchModule(Graph graph, Map<String, String> weights) {
    this.graph = graph;
    this.weights = weights;
  }

  static TorchModule of(Graph graph) {
    return new TorchModule(graph, identifiers(graph));
  }

  /** The pickle of the tensors that the source refers to as constants: there are none. */
  static byte[] noConstants() {
    return new Pickle().emptyTuple().end();
  }

  /** For each weight, the attribute that has it. */
  private static Map<String, String> identifiers(Graph graph) {
    Map<String, String> identifiers = new LinkedHashMap<>();
    for (String name : graph.weights().keySet()) {
      String identifier = TorchCode.identifier(name);
      if (identifiers.containsValue(identifier)) {
        throw new IllegalArgumentException(
            "two weights would both be the attribute \"" + identifier + "\"");
      }
      identifiers.put(name, identifier);
    }
    return identifiers;
  }

  /** The module's class. */
  String source() {
    StringBuilder source = new StringBuilder();
    source.append("class ").append(TYPE).append("(Module):\n  __parameters__ = [");
    weights.values().forEach(name -> source.append('"').append(name).append("\", "));
    source.append("]\n  __buffers__ = []\n");
    weights.values().forEach(name -> source.append("  ").append(name).append(" : Tensor\n"));
    source.append("  training : bool\n  _is_full_backward_hook : Optional[bool]\n");
    source.append("  def forward(self: ").append(NAMESPACE).append('.').append(TYPE);
    TorchCode code = new TorchCode(graph, weights);
    for (Value input : graph.inputs()) {
      source.append(",\n    ").append(TorchCode.identifier(input.name())).append(": Tensor");
    }
    source.append(") -> Tensor:\n");
    for (Node node : graph.nodes()) {
      source
          .append("    ")
          .append(code.variable(node.output()))
          .append(" = ")
          .append(code.expression(node))
          .append('\n');
    }
    return source
        .append("    return ")
        .append(code.variable(graph.output().name()))
        .append('\n')
        .toString();
  }

  /** Its only instance. */
  byte[] attributes() {
    Pickle pickle = new Pickle().global(NAMESPACE, TYPE).emptyTuple().newObject();
    pickle.emptyDict().mark();
    int storage = 0;
    for (Map.Entry<String, Weight> weight : graph.weights().entrySet()) {
      pickle.text(String.valueOf(weights.get(weight.getKey())));
      pickle.tensor(storage++, weight.getValue().spec().shape());
    }
    pickle.text("training").no().text("_is_full_backward_hook").none();
    return pickle.setItems().build().end();
  }
}
