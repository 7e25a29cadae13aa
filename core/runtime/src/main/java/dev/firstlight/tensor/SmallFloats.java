package dev.firstlight.tensor;

/** The 16-bit floats that Java has no type for. */
public final class SmallFloats {
  private SmallFloats() {}

  /** The value of an IEEE 754 half. */
  public static float fromHalf(short half) {
    int bits = half & 0xffff;
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >>> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
    }
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f; // subnormal
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
  }

  /** The nearest half, ties to even; infinity where the value is too large. */
  public static short toHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude >= 65520f) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x1p-14f) {
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
    }
    int rest = bits & 0x7fffffff;
    int half = (rest - (112 << 23)) >>> 13;
    int lost = rest & 0x1fff;
    boolean up = lost > 0x1000 || (lost == 0x1000 && (half & 1) == 1);
    return (short) (sign | (half + (up ? 1 : 0)));
  }

  /** The nearest half, ties to even, rounded once; infinity where the value is too large. */
  public static short toHalf(double value) {
    return toHalf(sticky(value));
  }

  /** The value of a bfloat16. */
  public static float fromBrain(short brain) {
    return Float.intBitsToFloat(brain << 16);
  }

  /** The nearest bfloat16, ties to even. */
  public static short toBrain(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /** The nearest bfloat16, ties to even, rounded once; infinity where the value is too large. */
  public static short toBrain(double value) {
    return toBrain(sticky(value));
  }

  /**
   * A float that rounds on to fewer bits as the double would: rounded to odd, so that what is lost
   * still shows in its last bit. Rounding to the nearest float first would make ties of what are
   * none.
   *
   * @see <a href="https://doi.org/10.1109/TC.2007.70819">Boldo and Melquiond, Emulation of a FMA
   *     and Correctly Rounded Sums: Proved Algorithms Using Rounding to Odd</a>
   */
  private static float sticky(double value) {
    float near = (float) value;
    if (near == value || Double.isNaN(value)) {
      return near;
    }
    float towardsZero = Math.abs((double) near) > Math.abs(value) ? shrink(near) : near;
    return Float.intBitsToFloat(Float.floatToRawIntBits(towardsZero) | 1);
  }

  private static float shrink(float value) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) - 1); // of sign and magnitude
  }
}
