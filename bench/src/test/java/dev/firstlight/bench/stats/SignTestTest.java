package dev.firstlight.bench.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SignTestTest {
  @Test
  void chances_areThoseOfAFairCoin() {
    assertEquals(1.0 / 32, new SignTest(5, 0).chanceBelow(), 1e-12);
    assertEquals(6.0 / 32, new SignTest(4, 1).chanceBelow(), 1e-12);
    assertEquals(31.0 / 32, new SignTest(4, 1).chanceAbove(), 1e-12);
    assertEquals(1, new SignTest(0, 0).chanceBelow(), 1e-12);
    assertEquals(0.5, new SignTest(501, 500).chanceBelow(), 0.02);
  }

  @Test
  void fifteenValues_decideWhenTwelveAgree() {
    assertTrue(new SignTest(12, 3).showsBelow(0.95));
    assertFalse(new SignTest(11, 4).showsBelow(0.95));
    assertTrue(new SignTest(3, 12).showsAbove(0.95));
    assertFalse(new SignTest(12, 3).showsAbove(0.95));
  }

  @Test
  void fewValues_decideNothing() {
    assertFalse(new SignTest(0, 0).showsBelow(0.95));
    assertFalse(new SignTest(4, 0).showsBelow(0.95));
    assertEquals(OptionalInt.of(1), new SignTest(4, 0).moreNeeded(0.95));
    assertEquals(OptionalInt.of(5), new SignTest(0, 0).moreNeeded(0.95));
  }

  @Test
  void valuesOnBothSidesAlike_areDecidedByNoNumber() {
    assertEquals(OptionalInt.empty(), new SignTest(10, 10).moreNeeded(0.95));
  }
}
