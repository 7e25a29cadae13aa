package dev.firstlight.models.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model: what it takes, what it gives, its operations in the order of computation, and the
 * weights that they refer to.
 *
 * @param name what the frameworks' files call it
 * @param inputs in the order in which they are passed
 * @param output the one value that it gives
 * @param nodes each after those whose values it takes
 * @param weights by their full names, in the order of first use
 */
public record Graph(
    String name, List<Value> inputs, Value output, List<Node> nodes, Map<String, Weight> weights) {
  public Graph {
    inputs = List.copyOf(inputs);
    nodes = List.copyOf(nodes);
    Map<String, Weight> ordered = new LinkedHashMap<>();
    Set<String> values = new HashSet<>();
    inputs.forEach(input -> values.add(input.name()));
    Set<String> names = new HashSet<>();
    for (Node node : nodes) {
      if (!names.add(node.name())) {
        throw new IllegalArgumentException("there are two nodes named \"" + node.name() + "\"");
      }
      for (String input : node.inputs()) {
        if (!values.contains(input)) {
          throw new IllegalArgumentException(
              "node \"%s\" takes \"%s\", which nothing before it makes"
                  .formatted(node.name(), input));
        }
      }
      for (String weightName : node.weights()) {
        Weight weight = weights.get(weightName);
        if (weight == null) {
          throw new IllegalArgumentException(
              "node \"%s\" takes the weight \"%s\", which is not there"
                  .formatted(node.name(), weightName));
        }
        ordered.put(weightName, weight);
      }
      if (!values.add(node.output())) {
        throw new IllegalArgumentException("\"" + node.output() + "\" is made twice");
      }
    }
    if (!values.contains(output.name())) {
      throw new IllegalArgumentException("nothing makes the output \"" + output.name() + "\"");
    }
    weights = Collections.unmodifiableMap(ordered);
  }

  /** How many numbers its weights have. */
  public long parameters() {
    return weights.values().stream().mapToLong(weight -> weight.spec().shape().elements()).sum();
  }

  /** How many bytes its weights have. */
  public long weightBytes() {
    return weights.values().stream().mapToLong(weight -> weight.spec().bytes()).sum();
  }

  /** The weight of that full name. */
  public Weight weight(String wanted) {
    Weight weight = weights.get(wanted);
    if (weight == null) {
      throw new IllegalArgumentException("there is no weight \"" + wanted + "\"");
    }
    return weight;
  }

  /** Collects nodes and weights in the order in which they are added. For one thread. */
  public static final class Builder {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Weight> weights = new LinkedHashMap<>();

    /** Adds a weight; returns its name. */
    public String weight(String fullName, Weight weight) {
      if (weights.putIfAbsent(fullName, weight) != null) {
        throw new IllegalArgumentException("there are two weights named \"" + fullName + "\"");
      }
      return fullName;
    }

    /** Adds a node whose value has its name; returns it. */
    public String node(
        String name, Operation operation, List<String> inputs, List<String> weightNames) {
      nodes.add(new Node(name, operation, inputs, weightNames, name));
      return name;
    }

    /** Names the value of the last node as the output, and ends. */
    public Graph build(String name, List<Value> inputs, Value output) {
      Node last = nodes.remove(nodes.size() - 1);
      nodes.add(
          new Node(last.name(), last.operation(), last.inputs(), last.weights(), output.name()));
      return new Graph(name, inputs, output, nodes, weights);
    }
  }
}
