package dev.firstlight.models.graph;

import dev.firstlight.tensor.Shape;

/**
 * What is said of a weight tensor.
 *
 * @param name unique in its layer
 * @param shape its dimensions, outermost first
 * @param trained whether training by gradients sets it, rather than measuring activations
 */
public record WeightSpec(String name, Shape shape, boolean trained) {
  /** One that gradients set. */
  public static WeightSpec trained(String name, long... dimensions) {
    return new WeightSpec(name, Shape.of(dimensions), true);
  }

  /** One that is measured. */
  public static WeightSpec measured(String name, long... dimensions) {
    return new WeightSpec(name, Shape.of(dimensions), false);
  }

  /** How many bytes its FP32 values have. */
  public long bytes() {
    return Math.multiplyExact(shape.elements(), Float.BYTES);
  }

  /** How many values one index of the outermost dimension has; of a vector, all. */
  public int rowLength() {
    return Math.toIntExact(
        shape.rank() < 2 ? shape.elements() : shape.elements() / shape.dimension(0));
  }
}
