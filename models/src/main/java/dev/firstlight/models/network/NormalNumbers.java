package dev.firstlight.models.network;

/**
 * Numbers from the standard normal distribution, the same for the same seed on every machine and
 * JDK: SplitMix64 (Steele, Lea and Flood 2014, doi 10.1145/2660193.2660195) and the Box-Muller
 * transform over {@link StrictMath}. The JDK's own {@code nextGaussian} may change its algorithm.
 */
final class NormalNumbers {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;
  private double spare;
  private boolean hasSpare;

  NormalNumbers(long seed) {
    state = seed;
  }

  /** An independent sequence for each number of a part. */
  static NormalNumbers of(long seed, int part) {
    return new NormalNumbers(mix(mix(seed) + GAMMA * (part + 1L)));
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /** From 0 to 1, 1 excluded, all alike. */
  double nextUniform() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  double next() {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    // The top 53 bits, moved off zero for the logarithm.
    double radius = StrictMath.sqrt(-2 * StrictMath.log(((nextLong() >>> 11) + 1) * 0x1p-53));
    double angle = 2 * Math.PI * nextUniform();
    spare = radius * StrictMath.sin(angle);
    hasSpare = true;
    return radius * StrictMath.cos(angle);
  }

  /** Fills an array with numbers of that standard deviation. */
  float[] fill(float[] values, double deviation) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (next() * deviation);
    }
    return values;
  }
}
