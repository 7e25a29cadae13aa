package dev.firstlight.image;

import dev.firstlight.model.ImagePreprocessing.Interpolation;
import java.util.Arrays;

/**
 * Scales one dimension of an image as Pillow's {@code Image.resize} does, bit for bit: each new
 * pixel is the weighted sum of the old ones below a filter that widens when the image shrinks
 * (antialiasing), in fixed point with 22 bits after the point. Only the part that is wanted is
 * computed. Immutable.
 *
 * <p>Rows are scaled before columns, as every Pillow before 13 does; since then it takes columns
 * first where the height shrinks much more than the width, and some pixels differ by one level.
 *
 * @see <a
 *     href="https://github.com/python-pillow/Pillow/blob/main/src/libImaging/Resample.c">Resample.c
 *     of Pillow, whose rounding this follows</a>
 */
final class Resampler {
  private static final int BITS = 32 - 8 - 2;
  private static final int HALF = 1 << (BITS - 1);

  /** For each new pixel, its first old one. */
  private final int[] firsts;

  /** For each new pixel, how many old ones it is made of. */
  private final int[] counts;

  /** The weights, {@link #widest} for each new pixel. */
  private final int[] weights;

  private final int widest;

  /**
   * @param from the old number of pixels
   * @param to the new number of pixels
   * @param begin the first new pixel that is wanted
   * @param count how many are wanted
   */
  Resampler(int from, long to, long begin, int count, Interpolation interpolation) {
    this.firsts = new int[count];
    this.counts = new int[count];
    double scale = (double) from / to;
    if (interpolation == Interpolation.NEAREST) {
      this.widest = 1;
      this.weights = new int[count];
      nearest(from, scale, begin);
    } else {
      double stretch = Math.max(scale, 1.0);
      double support = stretch * (interpolation == Interpolation.BICUBIC ? 2.0 : 1.0);
      this.widest = from == to ? 1 : (int) Math.ceil(support) * 2 + 1;
      this.weights = new int[Math.multiplyExact(widest, count)];
      double[] exact = new double[widest];
      for (int i = 0; i < count; i++) {
        if (from == to) {
          // Pillow leaves such a dimension alone.
          single(i, (int) (begin + i));
        } else {
          filter(i, from, (begin + i + 0.5) * scale, support, stretch, exact, interpolation);
        }
      }
    }
  }

  /** The first old pixel that a new one is made of; grows with it. */
  int first(int i) {
    return firsts[i];
  }

  /** The old pixel after the last that a new one is made of; grows with it. */
  int end(int i) {
    return firsts[i] + counts[i];
  }

  /** The new pixel after the last that, from {@code i} on, are made of so many old ones. */
  int within(int i, int most) {
    int next = i + 1;
    while (next < firsts.length && end(next) - firsts[i] <= most) {
      next++;
    }
    return next;
  }

  /** Pillow adds the scale once for each pixel, and rounding errors with it. */
  private void nearest(int from, double scale, long begin) {
    double at = scale * 0.5;
    for (long i = 0; i < begin; i++) {
      at += scale;
    }
    for (int i = 0; i < firsts.length; i++) {
      single(i, Math.min((int) at, from - 1));
      at += scale;
    }
  }

  private void single(int i, int old) {
    firsts[i] = old;
    counts[i] = 1;
    weights[i * widest] = 1 << BITS;
  }

  private void filter(
      int i,
      int from,
      double centre,
      double support,
      double stretch,
      double[] exact,
      Interpolation interpolation) {
    int first = Math.max(0, (int) (centre - support + 0.5));
    int count = Math.min(from, (int) (centre + support + 0.5)) - first;
    double sum = 0;
    for (int x = 0; x < count; x++) {
      double distance = (x + first - centre + 0.5) * (1.0 / stretch);
      exact[x] = interpolation == Interpolation.BICUBIC ? bicubic(distance) : bilinear(distance);
      sum += exact[x];
    }
    firsts[i] = first;
    counts[i] = count;
    for (int x = 0; x < count; x++) {
      double weight = sum == 0 ? exact[x] : exact[x] / sum;
      weights[i * widest + x] = (int) (weight * (1 << BITS) + (weight < 0 ? -0.5 : 0.5));
    }
  }

  private static double bilinear(double distance) {
    return Math.max(0, 1 - Math.abs(distance));
  }

  /** Keys' cubic convolution with a = −0.5. */
  private static double bicubic(double distance) {
    double x = Math.abs(distance);
    double a = -0.5;
    if (x < 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
  }

  /** Scales rows: {@code rows} of them from row {@code firstRow} on. */
  byte[] acrossRows(Pixels image, int firstRow, int rows) {
    int bands = image.bands();
    byte[] old = image.samples();
    byte[] scaled = new byte[rows * firsts.length * bands];
    int to = 0;
    for (int row = 0; row < rows; row++) {
      int rowStart = (firstRow + row) * image.width() * bands;
      for (int i = 0; i < firsts.length; i++) {
        int from = rowStart + firsts[i] * bands;
        for (int band = 0; band < bands; band++) {
          scaled[to++] = sum(old, from + band, bands, i);
        }
      }
    }
    return scaled;
  }

  /**
   * Scales columns into one new row.
   *
   * @param old rows of {@code rowSamples} each, of which the first is old row {@code firstRow}
   * @param i which of the wanted rows
   * @param sums room for one row
   * @param row where the new row goes
   */
  void downColumns(byte[] old, int rowSamples, int firstRow, int i, int[] sums, byte[] row) {
    Arrays.fill(sums, HALF);
    for (int x = 0; x < counts[i]; x++) {
      int weight = weights[i * widest + x];
      int from = (firsts[i] - firstRow + x) * rowSamples;
      for (int column = 0; column < rowSamples; column++) {
        sums[column] += (old[from + column] & 0xff) * weight;
      }
    }
    for (int column = 0; column < rowSamples; column++) {
      row[column] = clip(sums[column]);
    }
  }

  private byte sum(byte[] old, int from, int step, int i) {
    int sum = HALF;
    int at = from;
    int end = i * widest + counts[i];
    for (int x = i * widest; x < end; x++, at += step) {
      sum += (old[at] & 0xff) * weights[x];
    }
    return clip(sum);
  }

  private static byte clip(int sum) {
    int value = sum >> BITS;
    return (byte) (value < 0 ? 0 : Math.min(value, 255));
  }
}
