package dev.firstlight.image;

import dev.firstlight.fault.RequestException;

/**
 * A decoded image of 8-bit samples. Nobody changes the bytes once they are here.
 *
 * @param width in pixels
 * @param height in pixels
 * @param bands 3 for red, green, blue, or 1 for grey
 * @param samples row by row, the bands of one pixel beside each other
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Pixels(int width, int height, int bands, byte[] samples) {
  /** What no side of an image may exceed, in pixels: JPEG's own limit, held for PNG too. */
  static final int MAX_SIDE = 65_535;

  Pixels {
    if (samples.length != Math.multiplyExact(Math.multiplyExact(width, height), bands)) {
      throw new IllegalArgumentException(
          "%d by %d pixels of %d bands are not %d samples"
              .formatted(width, height, bands, samples.length));
    }
  }

  /** Refuses what a header announces before memory is spent on it. */
  static void checkSize(String format, long width, long height, int maxPixels) {
    if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
      throw RequestException.bad(
          "the %s image is %d by %d pixels; each side must be 1 to %d"
              .formatted(format, width, height, MAX_SIDE));
    }
    if (width * height > maxPixels) {
      throw RequestException.bad(
          "the %s image is %d by %d, that is %d pixels; at most %d are allowed: send a smaller one, or raise FIRSTLIGHT_MAX_IMAGE_PIXELS where memory allows"
              .formatted(format, width, height, width * height, maxPixels));
    }
  }

  /** This image in shades of grey, by the weights of ITU-R 601-2 as Pillow rounds them. */
  Pixels grey() {
    if (bands == 1) {
      return this;
    }
    byte[] grey = new byte[width * height];
    for (int i = 0, at = 0; i < grey.length; i++, at += 3) {
      int red = samples[at] & 0xff;
      int green = samples[at + 1] & 0xff;
      int blue = samples[at + 2] & 0xff;
      grey[i] = (byte) ((red * 19_595 + green * 38_470 + blue * 7_471 + 0x8000) >> 16);
    }
    return new Pixels(width, height, 1, grey);
  }

  /**
   * This image turned and mirrored so that it is upright.
   *
   * @param orientation 1 to 8, as Exif counts: which sides the first row and the first column show
   */
  Pixels upright(int orientation) {
    int lastX = width - 1;
    int lastY = height - 1;
    return switch (orientation) {
      case 2 -> moved(width, height, lastX, -1, width);
      case 3 -> moved(width, height, lastX + lastY * width, -1, -width);
      case 4 -> moved(width, height, lastY * width, 1, -width);
      case 5 -> moved(height, width, 0, width, 1);
      case 6 -> moved(height, width, lastY * width, -width, 1);
      case 7 -> moved(height, width, lastX + lastY * width, -width, -1);
      case 8 -> moved(height, width, lastX, width, -1);
      default -> this;
    };
  }

  /** Reads from pixel {@code first}, on by {@code right} for each column and {@code down}. */
  private Pixels moved(int newWidth, int newHeight, int first, int right, int down) {
    byte[] moved = new byte[samples.length];
    int to = 0;
    for (int y = 0; y < newHeight; y++) {
      int from = (first + y * down) * bands;
      for (int x = 0; x < newWidth; x++, from += right * bands) {
        for (int band = 0; band < bands; band++) {
          moved[to++] = samples[from + band];
        }
      }
    }
    return new Pixels(newWidth, newHeight, bands, moved);
  }
}
