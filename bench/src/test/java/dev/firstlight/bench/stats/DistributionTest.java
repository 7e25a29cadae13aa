package dev.firstlight.bench.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
  @Test
  void percentile_ofFiveValues_isNearestRank() {
    // The textbook example of the nearest-rank method.
    Distribution values = Distribution.of(List.of(50.0, 15.0, 40.0, 20.0, 35.0));
    assertEquals(15, values.percentile(5));
    assertEquals(20, values.percentile(30));
    assertEquals(20, values.percentile(40));
    assertEquals(35, values.percentile(50));
    assertEquals(50, values.percentile(100));
  }

  @Test
  void percentile99_ofTenValues_isTheLargest() {
    assertEquals(10, oneTo(10).percentile(99));
  }

  @Test
  void percentile99_ofAHundredValues_isTheSecondLargest() {
    assertEquals(99, oneTo(100).percentile(99));
  }

  @Test
  void percentile_ofEveryWholePercentOfAHundredValues_isThatValue() {
    for (int percent = 1; percent <= 100; percent++) {
      assertEquals(percent, oneTo(100).percentile(percent));
    }
  }

  @Test
  void median_ofAnEvenCount_isTheLowerMiddleValue() {
    assertEquals(2, oneTo(4).median());
  }

  @Test
  void percentile_ofNothing_isRefused() {
    assertThrows(IllegalStateException.class, () -> Distribution.NONE.percentile(50));
  }

  @Test
  void percentile_outOfRange_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> oneTo(3).percentile(0));
    assertThrows(IllegalArgumentException.class, () -> oneTo(3).percentile(100.1));
  }

  @Test
  void of_aValueThatIsNoNumber_isRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> Distribution.of(List.of(1.0, Double.NaN, 2.0)));
  }

  private static Distribution oneTo(int count) {
    return Distribution.of(IntStream.rangeClosed(1, count).mapToObj(i -> (double) i).toList());
  }
}
