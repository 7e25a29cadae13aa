package dev.firstlight.image;

import dev.firstlight.fault.RequestException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes a PNG: inflates its rows, undoes their filters, and keeps red, green and blue, or grey.
 * Alpha is dropped and transparent colours stay as they are, as Pillow's {@code convert("RGB")}
 * does; of 16 bits the upper 8 are kept.
 *
 * <p>The JDK's own reader is not used: it takes a fresh JVM about four times as long to its first
 * image (the registry of formats, colour models and their native libraries), and it reads
 * compressed texts and profiles that could fill the memory.
 *
 * <p>For one image and one thread; holds an {@link Inflater} until it is closed.
 */
final class PngDecoder implements AutoCloseable {
  /** First column, first row, column step, row step of each pass of Adam7. */
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] STRAIGHT = {{0, 0, 1, 1}};

  private final Png png;
  private final Inflater inflater = new Inflater();
  private final int bands;
  private final byte[] out;
  private int chunk;

  private PngDecoder(Png png) {
    this.png = png;
    this.chunk = png.firstData();
    this.bands = png.colourType() == 0 || png.colourType() == 4 ? 1 : 3;
    this.out = new byte[png.width() * png.height() * bands];
  }

  /** The pixels, turned upright. */
  static Pixels decode(ByteBuffer file, PixelBudget.Part budget) {
    Png png = Png.parse(file, budget.maxPixels());
    budget.take(png.width() * png.height(), 0);
    try (PngDecoder decoder = new PngDecoder(png)) {
      for (int[] pass : png.interlaced() ? ADAM7 : STRAIGHT) {
        decoder.pass(pass[0], pass[1], pass[2], pass[3]);
      }
      return new Pixels(png.width(), png.height(), decoder.bands, decoder.out)
          .upright(png.orientation());
    } catch (DataFormatException e) {
      throw RequestException.bad(
          "the PNG image is damaged: its pixels cannot be inflated (" + e.getMessage() + ")", e);
    }
  }

  private void pass(int firstX, int firstY, int stepX, int stepY) throws DataFormatException {
    int columns = (png.width() - firstX + stepX - 1) / stepX;
    if (columns <= 0) {
      return;
    }
    int bitsPerPixel = png.channels() * png.bitDepth();
    int rowBytes = (int) (((long) columns * bitsPerPixel + 7) / 8);
    int pixelBytes = Math.max(1, bitsPerPixel / 8);
    byte[] filter = new byte[1];
    byte[] row = new byte[rowBytes];
    byte[] above = new byte[rowBytes];
    for (int y = firstY; y < png.height(); y += stepY) {
      inflate(filter, y);
      inflate(row, y);
      unfilter(filter[0], row, above, pixelBytes, y);
      place(row, columns, (y * png.width() + firstX) * bands, stepX * bands);
      byte[] swap = above;
      above = row;
      row = swap;
    }
  }

  private void inflate(byte[] into, int y) throws DataFormatException {
    int filled = 0;
    while (filled < into.length) {
      int n = inflater.inflate(into, filled, into.length - filled);
      filled += n;
      if (n == 0 && (inflater.finished() || inflater.needsDictionary() || !feed())) {
        throw RequestException.bad(
            "the PNG image is cut off: its pixels end in row %d of %d".formatted(y, png.height()));
      }
    }
  }

  /** Gives the inflater the next chunk of data; false at the end of the file. */
  private boolean feed() {
    ByteBuffer file = png.file();
    while (inflater.needsInput()) {
      int length = file.getInt(chunk);
      int type = file.getInt(chunk + 4);
      if (type == Png.IEND) {
        return false;
      }
      if (type == Png.IDAT) {
        inflater.setInput(file.slice(chunk + 8, length));
      }
      chunk += Png.CHUNK_OVERHEAD + length;
    }
    return true;
  }

  /** Undoes the filter of one row, in place; arithmetic is modulo 256. */
  private static void unfilter(int filter, byte[] row, byte[] above, int step, int y) {
    switch (filter) {
      case 0 -> {}
      case 1 -> {
        for (int i = step; i < row.length; i++) {
          row[i] += row[i - step];
        }
      }
      case 2 -> {
        for (int i = 0; i < row.length; i++) {
          row[i] += above[i];
        }
      }
      case 3 -> {
        for (int i = 0; i < row.length; i++) {
          int left = i < step ? 0 : row[i - step] & 0xff;
          row[i] += (byte) ((left + (above[i] & 0xff)) >> 1);
        }
      }
      case 4 -> {
        for (int i = 0; i < Math.min(step, row.length); i++) {
          row[i] += above[i];
        }
        for (int i = step; i < row.length; i++) {
          row[i] += (byte) paeth(row[i - step] & 0xff, above[i] & 0xff, above[i - step] & 0xff);
        }
      }
      default ->
          throw RequestException.bad(
              "the PNG image is damaged: row %d has filter %d, but 0 to 4 exist"
                  .formatted(y, filter & 0xff));
    }
  }

  private static int paeth(int left, int up, int corner) {
    int toLeft = Math.abs(up - corner);
    int toUp = Math.abs(left - corner);
    int toCorner = Math.abs(left + up - 2 * corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }

  /** Puts the pixels of a row where they belong. */
  private void place(byte[] row, int columns, int first, int step) {
    int depth = png.bitDepth();
    byte[] palette = png.palette();
    if (png.colourType() == 3 && palette != null) {
      for (int i = 0, to = first; i < columns; i++, to += step) {
        int colour = sample(row, i, depth) * 3;
        // A colour past the palette's end is black, which is what the array already has.
        if (colour < palette.length) {
          System.arraycopy(palette, colour, out, to, 3);
        }
      }
    } else if (depth < 8) {
      int scale = 255 / ((1 << depth) - 1);
      for (int i = 0, to = first; i < columns; i++, to += step) {
        out[to] = (byte) (sample(row, i, depth) * scale);
      }
    } else if (depth == 8 && png.channels() == bands && step == bands) {
      System.arraycopy(row, 0, out, first, row.length);
    } else {
      int sampleBytes = depth / 8;
      int pixelBytes = png.channels() * sampleBytes;
      for (int i = 0, from = 0, to = first; i < columns; i++, from += pixelBytes, to += step) {
        for (int band = 0; band < bands; band++) {
          out[to + band] = row[from + band * sampleBytes];
        }
      }
    }
  }

  private static int sample(byte[] row, int index, int depth) {
    int bit = index * depth;
    return (row[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
  }

  @Override
  public void close() {
    inflater.end();
  }
}
