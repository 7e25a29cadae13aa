package dev.firstlight.image;

import dev.firstlight.fault.RequestException;
import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ImagePreprocessing.Channels;
import dev.firstlight.model.ImagePreprocessing.Layout;
import java.nio.FloatBuffer;

/**
 * Scales, crops and normalises an image into a tensor, row by row: the horizontal pass first and
 * only for the columns and rows that the crop keeps, then each row of the vertical pass as it is
 * written. An image that is tall for its width goes in several such steps. For one thread.
 */
final class TensorWriter {
  /** Bytes that may lie between the passes: those of 4,000 rows and more for common models. */
  static final int BETWEEN_PASSES = 4 << 20;

  private final ImagePreprocessing wanted;
  private final Layout layout;
  private final float[][] values;
  private final int betweenPasses;

  /**
   * @param values for each channel, what each level becomes
   * @param betweenPasses bytes that may lie between the passes, unless one row takes more
   */
  TensorWriter(ImagePreprocessing wanted, Layout layout, float[][] values, int betweenPasses) {
    this.betweenPasses = betweenPasses;
    this.wanted = wanted;
    this.layout = layout;
    this.values = values;
  }

  void write(Pixels image, Framing framing, FloatBuffer tensor) {
    Resampler across =
        new Resampler(
            image.width(),
            framing.width(),
            framing.left(),
            framing.columns(),
            framing.interpolation());
    Resampler down =
        new Resampler(
            image.height(),
            framing.height(),
            framing.top(),
            framing.rows(),
            framing.interpolation());
    int rowSamples = framing.columns() * image.bands();
    int[] sums = new int[rowSamples];
    byte[] row = new byte[rowSamples];
    float[] padded = new float[wanted.cropWidth() * (layout == Layout.NHWC ? values.length : 1)];
    byte[] columns = {};
    int firstRow = 0;
    int ready = 0; // the wanted row after the last that the columns are there for
    for (int y = 0; y < wanted.cropHeight(); y++) {
      int i = y - framing.padTop();
      boolean inside = i >= 0 && i < framing.rows();
      if (inside) {
        if (i == ready) {
          firstRow = down.first(i);
          ready = down.within(i, betweenPasses / rowSamples);
          columns =
              across.acrossRows(image, firstRow, rows(down.end(ready - 1) - firstRow, rowSamples));
        }
        down.downColumns(columns, rowSamples, firstRow, i, sums, row);
      }
      for (int channel = 0; channel < values.length; channel++) {
        fill(padded, row, inside, channel, framing, image.bands());
        if (layout == Layout.NCHW) {
          tensor.put((channel * wanted.cropHeight() + y) * wanted.cropWidth(), padded);
        }
      }
      if (layout == Layout.NHWC) {
        tensor.put(y * padded.length, padded);
      }
    }
  }

  /** So many old rows, if one new row may be made of them all. */
  private static int rows(int rows, int rowSamples) {
    if ((long) rows * rowSamples > ImageTensors.MOST_PIXELS) {
      throw RequestException.bad(
          "an image of %d rows is too tall: scaling it would take %d bytes between its two passes, at most %d are allowed"
              .formatted(rows, (long) rows * rowSamples, ImageTensors.MOST_PIXELS));
    }
    return rows;
  }

  /** Puts one channel of a row, zeros around it, where the layout has it. */
  private void fill(
      float[] padded, byte[] row, boolean inside, int channel, Framing framing, int bands) {
    float[] levels = values[channel];
    int step = layout == Layout.NHWC ? values.length : 1;
    int offset = layout == Layout.NHWC ? channel : 0;
    int begin = inside ? framing.padLeft() : wanted.cropWidth();
    int end = begin + (inside ? framing.columns() : 0);
    for (int x = 0; x < begin; x++) {
      padded[offset + x * step] = levels[0];
    }
    int from = bands == 1 ? 0 : band(channel);
    for (int x = begin; x < end; x++, from += bands) {
      padded[offset + x * step] = levels[row[from] & 0xff];
    }
    for (int x = end; x < wanted.cropWidth(); x++) {
      padded[offset + x * step] = levels[0];
    }
  }

  private int band(int channel) {
    return wanted.channels() == Channels.BGR ? 2 - channel : channel;
  }
}
