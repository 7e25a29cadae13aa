package dev.firstlight.image;

/**
 * YCbCr to RGB as JFIF defines it, in 16-bit fixed point with the rounding of libjpeg, so that
 * pixels are equal to what any program built on libjpeg sees:
 *
 * <pre>
 * R = Y                + 1.40200 Cr
 * G = Y − 0.34414 Cb − 0.71414 Cr
 * B = Y + 1.77200 Cb
 * </pre>
 */
final class YcbcrToRgb {
  private static final int BITS = 16;
  private static final int HALF = 1 << (BITS - 1);
  private static final int RED_CR = fixed(1.40200);
  private static final int GREEN_CB = fixed(0.34414);
  private static final int GREEN_CR = fixed(0.71414);
  private static final int BLUE_CB = fixed(1.77200);

  private YcbcrToRgb() {}

  /** Converts in place the first three of every {@code step} samples. */
  static void convert(byte[] samples, int step) {
    for (int i = 0; i + 2 < samples.length; i += step) {
      int y = samples[i] & 0xff;
      int cb = (samples[i + 1] & 0xff) - 128;
      int cr = (samples[i + 2] & 0xff) - 128;
      samples[i] = clip(y + ((RED_CR * cr + HALF) >> BITS));
      samples[i + 1] = clip(y + ((-GREEN_CB * cb - GREEN_CR * cr + HALF) >> BITS));
      samples[i + 2] = clip(y + ((BLUE_CB * cb + HALF) >> BITS));
    }
  }

  private static byte clip(int value) {
    return (byte) (value < 0 ? 0 : Math.min(value, 255));
  }

  private static int fixed(double factor) {
    return (int) (factor * (1 << BITS) + 0.5);
  }
}
