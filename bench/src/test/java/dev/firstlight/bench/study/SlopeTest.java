package dev.firstlight.bench.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlopeTest {
  @Test
  void slope_ofTurnsThatDrift_isThatWithinTurns() {
    List<Map<Long, Double>> turns = new ArrayList<>();
    for (int turn = 0; turn < Slope.ENOUGH; turn++) {
      double drift = 1000.0 * turn;
      turns.add(Map.of(0L, drift + 50, 100L, drift + 60, 200L, drift + 70));
    }

    Slope slope = Slope.of(turns, 100).get(0);

    assertEquals(10, slope.median(), 1e-9);
    assertEquals(10, slope.interval().low(), 1e-9);
    assertTrue(slope.isAboveSpread());
  }

  @Test
  void slope_ofTurnsThatDisagree_isNotAboveTheSpread() {
    List<Map<Long, Double>> turns = List.of(Map.of(1L, 10.0, 2L, 12.0), Map.of(1L, 12.0, 2L, 11.0));

    assertFalse(Slope.of(turns, 1).get(0).isAboveSpread());
  }

  @Test
  void slope_ofOneTurnOrOneValue_provesNothing() {
    assertFalse(Slope.of(List.of(Map.of(1L, 10.0, 2L, 12.0)), 1).get(0).isAboveSpread());
    assertEquals(List.of(), Slope.of(List.of(Map.of(1L, 10.0)), 1));
  }
}
