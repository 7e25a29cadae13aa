package dev.firstlight.bench.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MedianIntervalTest {
  @Test
  void interval_ofTenValues_isFromTheSecondToTheNinth() {
    // The ranks of tables of the sign test: 2 and 9 hold the median with 97.9 %, 3 and 8 with 89 %.
    assertEquals(new MedianInterval(2, 9), MedianInterval.of(oneTo(10)));
  }

  @Test
  void interval_ofTwentyValues_isFromTheSixthToTheFifteenth() {
    assertEquals(new MedianInterval(6, 15), MedianInterval.of(oneTo(20)));
  }

  @Test
  void interval_ofFewValues_spansAllOfThem() {
    assertEquals(new MedianInterval(1, 5), MedianInterval.of(oneTo(5)));
    assertEquals(new MedianInterval(1, 1), MedianInterval.of(oneTo(1)));
  }

  @Test
  void overlap_ofTouchingIntervals_isOne() {
    assertTrue(new MedianInterval(1, 3).overlaps(new MedianInterval(3, 4)));
    assertFalse(new MedianInterval(1, 3).overlaps(new MedianInterval(3.1, 4)));
    assertFalse(new MedianInterval(3.1, 4).overlaps(new MedianInterval(1, 3)));
  }

  private static Distribution oneTo(int count) {
    return Distribution.of(IntStream.rangeClosed(1, count).mapToObj(i -> (double) i).toList());
  }
}
