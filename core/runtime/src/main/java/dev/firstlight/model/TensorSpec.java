package dev.firstlight.model;

import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;

/**
 * What a model says of one of its inputs or outputs.
 *
 * @param name the name that the serving runtime knows it by
 * @param datatype of every element
 * @param shape its dimensions, −1 where they vary
 */
public record TensorSpec(String name, DataType datatype, Shape shape) {
  public TensorSpec {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a tensor needs a name");
    }
  }

  @Override
  public String toString() {
    return "\"" + name + "\" " + datatype + " " + shape;
  }
}
