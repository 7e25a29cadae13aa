package dev.firstlight.models.export;

import dev.firstlight.models.graph.Weight;
import dev.firstlight.tensor.Shape;

/** Weights with their dimensions in another order. */
public final class Transposed {
  private Transposed() {}

  /** The shape of a matrix with its two dimensions the other way round. */
  public static Shape shape(Shape matrix) {
    if (matrix.rank() != 2) {
      throw new IllegalArgumentException("only a matrix can be transposed, not shape " + matrix);
    }
    return Shape.of(matrix.dimension(1), matrix.dimension(0));
  }

  /** The values of a matrix with its two dimensions the other way round. */
  public static float[] values(Weight matrix) {
    Shape shape = shape(matrix.spec().shape());
    return swap(matrix.values(), Math.toIntExact(shape.dimension(1)));
  }

  /**
   * The values of a convolution's kernels, {@code [filters, channels, height, width]}, as {@code
   * [height, width, channels, filters]}.
   */
  public static float[] kernelsLast(Weight kernels) {
    Shape shape = kernels.spec().shape();
    int filters = Math.toIntExact(shape.dimension(0));
    int area = Math.toIntExact(shape.dimension(2) * shape.dimension(3));
    float[] values = kernels.values();
    // [filters][channels × area] → [channels][area][filters] → [area][channels][filters]
    float[] swapped = swap(values, filters);
    float[] moved = new float[values.length];
    int channels = values.length / filters / area;
    for (int channel = 0; channel < channels; channel++) {
      for (int at = 0; at < area; at++) {
        System.arraycopy(
            swapped,
            (channel * area + at) * filters,
            moved,
            (at * channels + channel) * filters,
            filters);
      }
    }
    return moved;
  }

  private static float[] swap(float[] values, int rows) {
    int columns = values.length / rows;
    float[] swapped = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        swapped[column * rows + row] = values[row * columns + column];
      }
    }
    return swapped;
  }
}
