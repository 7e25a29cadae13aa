package dev.firstlight.models.network;

import dev.firstlight.models.graph.Graph;
import dev.firstlight.models.graph.Operation;
import dev.firstlight.models.graph.Value;
import dev.firstlight.models.graph.Weight;
import dev.firstlight.models.network.Layer.BatchNormalization;
import dev.firstlight.models.network.Layer.Dense;
import dev.firstlight.models.network.Layer.GlobalAveragePool;
import dev.firstlight.models.network.Layer.MaxPool;
import dev.firstlight.models.network.Layer.Relu;
import dev.firstlight.models.network.Layer.Relu6;
import dev.firstlight.models.network.Layer.Windowed;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a graph of a network of layers: one FP32 input {@value #INPUT} of shape {@code [samples,
 * channels, height, width]}, one FP32 output {@value #OUTPUT} of shape {@code [samples, units]},
 * normalisations folded into the convolutions before them. Stateless.
 */
public final class NetworkGraph {
  /** The name of the input. */
  public static final String INPUT = "input";

  /** The name of the output. */
  public static final String OUTPUT = "logits";

  private NetworkGraph() {}

  /**
   * The network with weights from that seed.
   *
   * @throws IllegalArgumentException if the network does not end in a vector
   */
  public static Graph of(Network network, long seed) {
    Features pixels = network.input();
    Features scores = network.output();
    if (scores.height() != 1 || scores.width() != 1) {
      throw new IllegalArgumentException(
          "network \"" + network.name() + "\" ends in " + scores + ", but a vector was expected");
    }
    Graph.Builder graph = new Graph.Builder();
    String[] last = {INPUT};
    try (Folding folding = new Folding(step -> last[0] = add(graph, step, last[0]))) {
      new SeededWeights(network, seed).forEach(folding);
    }
    return graph.build(
        network.name(),
        List.of(
            new Value(
                INPUT,
                DataType.FP32,
                Shape.of(-1, pixels.channels(), pixels.height(), pixels.width()))),
        new Value(OUTPUT, DataType.FP32, Shape.of(-1, scores.channels())));
  }

  private static String add(Graph.Builder graph, LayerWeights step, String from) {
    Layer layer = step.layer();
    String input = from;
    if (layer instanceof Dense) {
      Features features = step.input();
      input =
          graph.node(
              layer.name() + ".flat",
              new Operation.Flatten(features.channels(), features.height(), features.width()),
              List.of(from),
              List.of());
    }
    List<String> names = new ArrayList<>();
    for (Weight weight : step.weights()) {
      names.add(graph.weight(layer.name() + "." + weight.spec().name(), weight));
    }
    return graph.node(layer.name(), operation(layer, step.input()), List.of(input), names);
  }

  private static Operation operation(Layer layer, Features input) {
    if (layer instanceof Windowed windowed) {
      return new Operation.Convolution(
          windowed.kernel(),
          windowed.stride(),
          windowed.padding(),
          windowed.groups(input),
          windowed.bias());
    }
    if (layer instanceof BatchNormalization normalization) {
      return new Operation.BatchNormalization(normalization.epsilon());
    }
    if (layer instanceof Relu6) {
      return new Operation.Relu6();
    }
    if (layer instanceof Relu) {
      return new Operation.Relu();
    }
    if (layer instanceof MaxPool pool) {
      return new Operation.MaxPool(pool.size(), pool.stride());
    }
    if (layer instanceof GlobalAveragePool) {
      return new Operation.GlobalAveragePool();
    }
    if (layer instanceof Dense) {
      return new Operation.Dense();
    }
    throw new IllegalStateException("no operation for " + layer);
  }
}
