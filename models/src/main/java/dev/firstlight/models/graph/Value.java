package dev.firstlight.models.graph;

import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;

/**
 * A tensor that a graph takes or gives.
 *
 * @param name what requests call it
 * @param datatype of its elements
 * @param shape −1 where a dimension varies; the first counts samples
 */
public record Value(String name, DataType datatype, Shape shape) {
  public Value {
    if (shape.rank() == 0 || shape.dimension(0) != -1) {
      throw new IllegalArgumentException(
          "\"%s\" must have any number of samples, -1, as its first dimension, not shape %s"
              .formatted(name, shape));
    }
  }
}
