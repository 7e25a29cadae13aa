package dev.firstlight.models.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SeededNumbersTest {
  @ParameterizedTest
  @MethodSource("seeds")
  void longs_areThoseOfSplitMix64(long seed) {
    SeededNumbers numbers = new SeededNumbers(seed);
    SplittableRandom reference = new SplittableRandom(seed);
    for (int i = 0; i < 10; i++) {
      assertEquals(reference.nextLong(), numbers.nextLong());
    }
  }

  private static LongStream seeds() {
    return LongStream.concat(
        LongStream.of(0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE),
        new SplittableRandom(20_240_601).longs(200));
  }

  @Test
  void numbers_haveTheMomentsOfTheNormalDistribution() {
    SeededNumbers numbers = SeededNumbers.of(1, 1);
    double[] moments = new double[5];
    int count = 1_000_000;
    for (int i = 0; i < count; i++) {
      double value = numbers.next();
      double power = 1;
      for (int order = 1; order < moments.length; order++) {
        power *= value;
        moments[order] += power / count;
      }
    }
    assertEquals(0, moments[1], 0.005);
    assertEquals(1, moments[2], 0.01);
    assertEquals(0, moments[3], 0.02);
    assertEquals(3, moments[4], 0.05);
  }

  @Test
  void parts_areDifferentSequences() {
    assertNotEquals(SeededNumbers.of(1, 0).nextLong(), SeededNumbers.of(1, 1).nextLong());
    assertNotEquals(SeededNumbers.of(1, 0).nextLong(), SeededNumbers.of(2, 0).nextLong());
  }
}
