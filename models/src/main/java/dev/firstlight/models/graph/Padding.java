package dev.firstlight.models.graph;

/** Zeros put around each channel before a window slides over it, in pixels. */
public record Padding(int top, int left, int bottom, int right) {
  /** No zeros. */
  public static final Padding NONE = new Padding(0, 0, 0, 0);

  public Padding {
    if (top < 0 || left < 0 || bottom < 0 || right < 0) {
      throw new IllegalArgumentException("padding cannot be negative");
    }
  }

  /**
   * What makes the output {@code ceil(size / stride)} on each side; of an odd number of zeros the
   * extra one goes below and to the right, as TensorFlow's SAME has it.
   */
  public static Padding same(int height, int width, int kernel, int stride) {
    int vertical = total(height, kernel, stride);
    int horizontal = total(width, kernel, stride);
    return new Padding(
        vertical / 2, horizontal / 2, vertical - vertical / 2, horizontal - horizontal / 2);
  }

  private static int total(int size, int kernel, int stride) {
    int steps = (size + stride - 1) / stride;
    return Math.max((steps - 1) * stride + kernel - size, 0);
  }
}
