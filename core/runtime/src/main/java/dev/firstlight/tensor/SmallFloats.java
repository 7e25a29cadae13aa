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
}
