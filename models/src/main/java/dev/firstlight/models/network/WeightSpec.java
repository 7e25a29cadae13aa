package dev.firstlight.models.network;

import dev.firstlight.tensor.Shape;

/**
 * What a layer says of one of its weight tensors.
 *
 * @param name unique in its layer
 * @param shape its dimensions, outermost first
 * @param trained whether training by gradients sets it, rather than measuring activations
 */
public record WeightSpec(String name, Shape shape, boolean trained) {
  static WeightSpec trained(String name, long... dimensions) {
    return new WeightSpec(name, Shape.of(dimensions), true);
  }

  static WeightSpec measured(String name, long... dimensions) {
    return new WeightSpec(name, Shape.of(dimensions), false);
  }
}
