package dev.firstlight.models.graph;

import java.util.List;

/**
 * One operation on values.
 *
 * @param name unique in its graph
 * @param operation what is done
 * @param inputs the values it takes, in the operation's order
 * @param weights the weights it takes, in the operation's order; several nodes may share one
 * @param output the value it makes
 */
public record Node(
    String name, Operation operation, List<String> inputs, List<String> weights, String output) {
  public Node {
    inputs = List.copyOf(inputs);
    weights = List.copyOf(weights);
    if (inputs.size() != operation.inputs() || weights.size() != operation.weights()) {
      throw new IllegalArgumentException(
          "node \"%s\" (%s) takes %d inputs and %d weights, not %d and %d"
              .formatted(
                  name,
                  operation,
                  operation.inputs(),
                  operation.weights(),
                  inputs.size(),
                  weights.size()));
    }
  }

  /** The only or first input. */
  public String input() {
    return inputs.get(0);
  }

  /** The weight of that index. */
  public String weight(int index) {
    return weights.get(index);
  }
}
