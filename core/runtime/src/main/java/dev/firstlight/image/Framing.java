package dev.firstlight.image;

import dev.firstlight.fault.RequestException;
import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ImagePreprocessing.Interpolation;
import dev.firstlight.model.ImagePreprocessing.Resize;
import java.util.Optional;

/**
 * Where an image's pixels end up: what size it is scaled to, and which part of that the crop keeps,
 * by torchvision's rules. A crop larger than the image is filled with zeros around it.
 *
 * @param width the scaled image's width
 * @param height the scaled image's height
 * @param left the first column that is kept
 * @param top the first row that is kept
 * @param columns how many columns are kept
 * @param rows how many rows are kept
 * @param padLeft columns of zeros to the left of them
 * @param padTop rows of zeros above them
 * @param interpolation how pixels between pixels are found
 * @see <a href="https://docs.pytorch.org/vision/stable/transforms.html">torchvision: Resize,
 *     CenterCrop</a>
 */
record Framing(
    long width,
    long height,
    long left,
    long top,
    int columns,
    int rows,
    int padLeft,
    int padTop,
    Interpolation interpolation) {
  /** What no side may become; only a line has one this long. */
  private static final int MOST_SCALED = 1 << 24;

  /** For an image of that size. */
  static Framing of(int width, int height, ImagePreprocessing wanted) {
    Optional<Resize> resize = wanted.resize();
    long newWidth = width;
    long newHeight = height;
    if (resize.isPresent() && resize.get() instanceof Resize.Exact exact) {
      newWidth = exact.width();
      newHeight = exact.height();
    } else if (resize.isPresent() && resize.get() instanceof Resize.Shorter shorter) {
      newWidth = width <= height ? shorter.pixels() : longer(shorter.pixels(), width, height);
      newHeight = width <= height ? longer(shorter.pixels(), height, width) : shorter.pixels();
    }
    if (Math.max(newWidth, newHeight) > MOST_SCALED) {
      throw RequestException.bad(
          "an image of %d by %d pixels is too elongated: its longer side would become %d pixels, at most %d are allowed"
              .formatted(width, height, Math.max(newWidth, newHeight), MOST_SCALED));
    }
    return new Framing(
        newWidth,
        newHeight,
        first(newWidth, wanted.cropWidth()),
        first(newHeight, wanted.cropHeight()),
        (int) Math.min(newWidth, wanted.cropWidth()),
        (int) Math.min(newHeight, wanted.cropHeight()),
        pad(newWidth, wanted.cropWidth()),
        pad(newHeight, wanted.cropHeight()),
        resize.map(Resize::interpolation).orElse(Interpolation.NEAREST));
  }

  /** {@code int(size * long / short)}, where Python's division gives the nearest double. */
  private static long longer(int pixels, int side, int otherSide) {
    long longSide = Math.max(side, otherSide);
    long shortSide = Math.min(side, otherSide);
    return (long) ((double) (pixels * longSide) / shortSide);
  }

  /** {@code int(round((size - crop) / 2.0))}, where Python rounds halves to even. */
  private static long first(long size, int crop) {
    return size <= crop ? 0 : (long) Math.rint((size - crop) / 2.0);
  }

  private static int pad(long size, int crop) {
    return size >= crop ? 0 : (int) ((crop - size) / 2);
  }
}
