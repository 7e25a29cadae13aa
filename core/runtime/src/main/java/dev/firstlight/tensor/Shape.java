package dev.firstlight.tensor;

import java.util.Arrays;

/**
 * The dimensions of a tensor, outermost first. In a declaration −1 stands for a dimension that
 * varies; a scalar has no dimensions. Immutable.
 */
public final class Shape {
  /** What no tensor's rank may exceed. */
  public static final int MAX_RANK = 32;

  private static final Shape SCALAR = new Shape(new long[0]);

  private final long[] dimensions;

  private Shape(long[] dimensions) {
    this.dimensions = dimensions;
  }

  /**
   * A shape of these dimensions.
   *
   * @throws IllegalArgumentException if a dimension is below −1, the rank is above {@link
   *     #MAX_RANK}, or the number of elements does not fit a {@code long}
   */
  public static Shape of(long... dimensions) {
    if (dimensions.length == 0) {
      return SCALAR;
    }
    if (dimensions.length > MAX_RANK) {
      throw new IllegalArgumentException(
          "shape has " + dimensions.length + " dimensions; at most " + MAX_RANK + " are allowed");
    }
    long[] copy = dimensions.clone();
    for (long dimension : copy) {
      if (dimension < -1) {
        throw new IllegalArgumentException(
            "shape " + Arrays.toString(copy) + " has the negative dimension " + dimension);
      }
    }
    Shape shape = new Shape(copy);
    if (shape.isConcrete()) {
      shape.elements();
    }
    return shape;
  }

  /** How many dimensions; 0 for a scalar. */
  public int rank() {
    return dimensions.length;
  }

  /** The dimension at that position, −1 where it varies. */
  public long dimension(int index) {
    return dimensions[index];
  }

  /** A copy of the dimensions. */
  public long[] toArray() {
    return dimensions.clone();
  }

  /** Whether no dimension varies. */
  public boolean isConcrete() {
    for (long dimension : dimensions) {
      if (dimension < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The number of elements; 1 for a scalar.
   *
   * @throws IllegalStateException if a dimension varies
   * @throws IllegalArgumentException if the product does not fit a {@code long}
   */
  public long elements() {
    long product = 1;
    boolean empty = false;
    for (long dimension : dimensions) {
      if (dimension < 0) {
        throw new IllegalStateException("shape " + this + " has a dimension that varies");
      }
      if (dimension == 0) {
        empty = true;
        continue;
      }
      if (product > Long.MAX_VALUE / dimension) {
        throw new IllegalArgumentException(
            "shape " + this + " has more elements than a 64-bit number can count");
      }
      product *= dimension;
    }
    return empty ? 0 : product;
  }

  /** Whether a tensor of the concrete shape {@code actual} fits this declaration. */
  public boolean accepts(Shape actual) {
    if (actual.rank() != rank()) {
      return false;
    }
    for (int i = 0; i < dimensions.length; i++) {
      if (dimensions[i] != -1 && dimensions[i] != actual.dimensions[i]) {
        return false;
      }
    }
    return true;
  }

  /** This shape with one more dimension in front. */
  public Shape prepend(long dimension) {
    long[] longer = new long[dimensions.length + 1];
    longer[0] = dimension;
    System.arraycopy(dimensions, 0, longer, 1, dimensions.length);
    return of(longer);
  }

  /** This shape without its first dimension. */
  public Shape withoutFirst() {
    if (dimensions.length == 0) {
      throw new IllegalStateException("a scalar has no first dimension");
    }
    return of(Arrays.copyOfRange(dimensions, 1, dimensions.length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dimensions);
  }

  /** As in the protocol: {@code [1,3,224,224]}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < dimensions.length; i++) {
      text.append(i == 0 ? "" : ",").append(dimensions[i]);
    }
    return text.append(']').toString();
  }
}
