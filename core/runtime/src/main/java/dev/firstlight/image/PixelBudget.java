package dev.firstlight.image;

import dev.firstlight.fault.RequestException;
import java.util.concurrent.Semaphore;

/**
 * How many pixels one image may have, and how many all threads together may be decoding: whoever
 * finds too few left waits for those before it. So several large images at a time cannot use up a
 * heap that has room for each of them. Safe for use by several threads.
 */
final class PixelBudget {
  /**
   * What a pixel needs of the heap at most: 4 bytes of ink and 3 of the light that is made of them;
   * of other images 3 bytes, and 3 of the copy that is turned upright.
   */
  static final int BYTES_PER_PIXEL = 7;

  /** The share of the heap that may be spent on pixels. */
  private static final int SHARE = 3;

  /** What a default is at most: more than the largest cameras take. */
  private static final int MOST = 100_000_000;

  /** What a default is at least: what most models scale images to, with room to spare. */
  private static final int LEAST = 1 << 19;

  private final int maxPixels;
  private final int total;
  private final Semaphore free;

  /**
   * @param maxPixels of one image
   * @param heapBytes the most that the heap may grow to
   */
  PixelBudget(int maxPixels, long heapBytes) {
    this.maxPixels = maxPixels;
    this.total = Math.max(maxPixels, affordable(heapBytes));
    this.free = new Semaphore(total, true);
  }

  /** The pixels that a heap has room for, beside everything else that is in it. */
  static int affordable(long heapBytes) {
    return (int) Math.max(LEAST, Math.min(MOST, heapBytes / SHARE / BYTES_PER_PIXEL));
  }

  /** What one image may have. */
  int maxPixels() {
    return maxPixels;
  }

  /** The part of one image; close it once the pixels are no longer needed. */
  Part part() {
    return new Part();
  }

  /** For one thread. */
  final class Part implements AutoCloseable {
    private int taken;

    /** What the image may have. */
    int maxPixels() {
      return maxPixels;
    }

    /**
     * Refuses a file that alone would take what there is for pixels, where it has to be copied.
     *
     * @throws RequestException of kind BAD_REQUEST if it is larger than that
     */
    void checkFile(int bytes) {
      if (bytes > (long) total * BYTES_PER_PIXEL) {
        throw RequestException.bad(
            "the image file has %d bytes; this instance's memory allows %d: send a smaller one"
                .formatted(bytes, (long) total * BYTES_PER_PIXEL));
      }
    }

    /**
     * Waits until there is room for the pixels and a copy of the file. Taken once.
     *
     * @param fileBytes of the copy; 0 where there is none
     */
    void take(int pixels, int fileBytes) {
      int wanted = (int) Math.min(total, pixels + (long) fileBytes / BYTES_PER_PIXEL);
      try {
        free.acquire(wanted);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RequestException(
            RequestException.Kind.UNAVAILABLE, "the instance is shutting down", e);
      }
      taken = wanted;
    }

    @Override
    public void close() {
      free.release(taken);
      taken = 0;
    }
  }
}
