package dev.firstlight.models.network;

import dev.firstlight.models.graph.WeightSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * A network of layers one after the other, as it is trained.
 *
 * @param name what exporters call it
 * @param input what one sample is
 * @param layers from input to output
 */
public record Network(String name, Features input, List<Layer> layers) {
  public Network {
    layers = List.copyOf(layers);
    Set<String> names = new HashSet<>();
    for (Layer layer : layers) {
      if (!names.add(layer.name())) {
        throw new IllegalArgumentException("there are two layers named \"" + layer.name() + "\"");
      }
    }
  }

  /** What one sample becomes. */
  public Features output() {
    Features features = input;
    for (Layer layer : layers) {
      features = layer.output(features);
    }
    return features;
  }

  /** How many numbers training sets, by gradients or by measuring. */
  public long parameters() {
    return count(weight -> true);
  }

  /** How many numbers training sets by gradients. */
  public long trainableParameters() {
    return count(WeightSpec::trained);
  }

  private long count(Predicate<WeightSpec> counted) {
    long[] sum = {0};
    forEach(
        (layer, features) ->
            layer.weights(features).stream()
                .filter(counted)
                .forEach(weight -> sum[0] += weight.shape().elements()));
    return sum[0];
  }

  /** Each layer in order, with the size of what it takes. */
  public void forEach(BiConsumer<Layer, Features> action) {
    Features features = input;
    for (Layer layer : layers) {
      action.accept(layer, features);
      features = layer.output(features);
    }
  }
}
