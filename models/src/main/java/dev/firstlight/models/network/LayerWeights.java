package dev.firstlight.models.network;

import dev.firstlight.models.graph.Weight;
import java.util.List;

/**
 * A layer with its weights and the size of what it takes.
 *
 * @param layer the layer
 * @param input what flows into it
 * @param weights one for each of {@link Layer#weights}, in that order
 */
public record LayerWeights(Layer layer, Features input, List<Weight> weights) {
  public LayerWeights {
    weights = List.copyOf(weights);
    if (!weights.stream().map(Weight::spec).toList().equals(layer.weights(input))) {
      throw new IllegalArgumentException("layer \"" + layer.name() + "\" has other weights");
    }
  }

  /** What flows out of it. */
  public Features output() {
    return layer.output(input);
  }

  float[] values(int index) {
    return weights.get(index).values();
  }
}
