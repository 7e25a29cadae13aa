package dev.firstlight.models.network;

/**
 * The size of what flows between two layers, for one sample.
 *
 * @param channels how many channels
 * @param height of each channel, 1 for a vector
 * @param width of each channel, 1 for a vector
 */
public record Features(int channels, int height, int width) {
  public Features {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "features must have at least one element, not %d x %d x %d"
              .formatted(channels, height, width));
    }
  }

  /** How many values. */
  public int values() {
    return Math.multiplyExact(Math.multiplyExact(channels, height), width);
  }
}
