package dev.firstlight.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmallFloatsTest {
  /** The value of a 16-bit float by its definition: sign, exponent, fraction. */
  private static double value(int bits, int fractionBits, int bias) {
    int fraction = bits & ((1 << fractionBits) - 1);
    int exponent = (bits & 0x7fff) >>> fractionBits;
    double sign = (bits & 0x8000) == 0 ? 1 : -1;
    if (exponent == (0x7fff >>> fractionBits)) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    double significand = Math.scalb((double) fraction, -fractionBits) + (exponent == 0 ? 0 : 1);
    return sign * Math.scalb(significand, Math.max(1, exponent) - bias);
  }

  @Test
  void half_everyBitPattern_hasItsValueAndComesBack() {
    for (int bits = 0; bits < 0x10000; bits++) {
      float half = SmallFloats.fromHalf((short) bits);
      assertEquals(value(bits, 10, 15), half, "half " + Integer.toHexString(bits));
      if (!Float.isNaN(half)) {
        assertEquals((short) bits, SmallFloats.toHalf(half), "half " + Integer.toHexString(bits));
        assertEquals((short) bits, SmallFloats.toHalf((double) half));
      }
    }
  }

  @Test
  void brain_everyBitPattern_hasItsValueAndComesBack() {
    for (int bits = 0; bits < 0x10000; bits++) {
      float brain = SmallFloats.fromBrain((short) bits);
      assertEquals(value(bits, 7, 127), brain, "bfloat16 " + Integer.toHexString(bits));
      if (!Float.isNaN(brain)) {
        assertEquals((short) bits, SmallFloats.toBrain(brain));
        assertEquals((short) bits, SmallFloats.toBrain((double) brain));
      }
    }
  }

  @Test
  void nan_staysNan() {
    for (int bits : new int[] {0x7f800001, 0x7fc00000, 0x7fffffff, 0xff800001, 0xffffffff}) {
      float nan = Float.intBitsToFloat(bits);
      assertTrue(Float.isNaN(SmallFloats.fromHalf(SmallFloats.toHalf(nan))));
      assertTrue(Float.isNaN(SmallFloats.fromHalf(SmallFloats.toHalf((double) nan))));
      assertTrue(Float.isNaN(SmallFloats.fromBrain(SmallFloats.toBrain(nan))));
      assertTrue(Float.isNaN(SmallFloats.fromBrain(SmallFloats.toBrain((double) nan))));
    }
  }

  /** Ties go to the even neighbour; anything off the tie to the nearer one. */
  @ParameterizedTest
  @CsvSource({
    "0x1.002p0, 0x3c00", // between 1 and the next: down to 1, which is even
    "0x1.0020000000001p0, 0x3c01", // a double above the tie that as a float would be the tie
    "0x1.001ffffffffffp0, 0x3c00",
    "0x1.006p0, 0x3c02", // between two odd-even neighbours: up
    "0x1.005ffffffffffp0, 0x3c01",
    "-0x1.0020000000001p0, 0xbc01",
    "0x1p-25, 0x0000", // half the smallest subnormal
    "0x1.0000000000001p-25, 0x0001",
    "0x1.8p-24, 0x0002", // between the two smallest
    "0x1.7ffffffffffffp-24, 0x0001",
    "0x1.ff8p-15, 0x03ff", // the largest subnormal
    "0x1.ffcp-15, 0x0400", // its tie with the smallest normal
    "0x1.ffbffffffffffp-15, 0x03ff",
    "0x1.ffcp15, 0x7bff", // 65504
    "0x1.ffdffffffffffp15, 0x7bff", // below 65520
    "0x1.ffep15, 0x7c00", // 65520
    "0x1p200, 0x7c00",
    "0x1p-1074, 0x0000",
    "-0x1p-1074, 0x8000"
  })
  void toHalf_double_roundsOnceToEven(String value, String half) {
    assertEquals(
        Integer.decode(half).shortValue(), SmallFloats.toHalf(Double.parseDouble(value)), value);
  }

  @ParameterizedTest
  @CsvSource({
    "0x1.01p0, 0x3f80",
    "0x1.0100000000001p0, 0x3f81",
    "0x1.03p0, 0x3f82",
    "0x1.02fffffffffffp0, 0x3f81",
    "-0x1.0100000000001p0, 0xbf81",
    "0x1p-134, 0x0000", // half the smallest subnormal
    "0x1.0000000000001p-134, 0x0001",
    "0x1p-133, 0x0001",
    "0x1.fep127, 0x7f7f", // the largest
    "0x1.fefffffffffffp127, 0x7f7f",
    "0x1.ffp127, 0x7f80",
    "0x1p1000, 0x7f80",
    "-0x1p-1074, 0x8000"
  })
  void toBrain_double_roundsOnceToEven(String value, String brain) {
    assertEquals(
        Integer.decode(brain).shortValue(), SmallFloats.toBrain(Double.parseDouble(value)), value);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void toHalf_anyDouble_isTheNearestHalf(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    for (int i = 0; i < 100_000; i++) {
      double value = random.nextDouble(1, 2) * Math.scalb(1.0, random.nextInt(-27, 15));
      int half = SmallFloats.toHalf(value);
      double off = Math.abs(value(half, 10, 15) - value);
      assertTrue(
          off <= Math.abs(value(half + 1, 10, 15) - value)
              && (half == 0 || off <= Math.abs(value(half - 1, 10, 15) - value)),
          "%s became the half %04x, seed %d".formatted(value, half, seed));
    }
  }
}
