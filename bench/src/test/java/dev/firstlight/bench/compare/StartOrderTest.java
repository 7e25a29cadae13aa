package dev.firstlight.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.firstlight.bench.Runs;
import dev.firstlight.bench.record.DesignPoint;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StartOrderTest {
  private static final List<DesignPoint> POINTS =
      List.of(Runs.point("lambda"), Runs.point("gcf"), Runs.point("server"));

  @Test
  void everyTurn_hasEachTargetOnce() {
    List<DesignPoint> order = StartOrder.of(POINTS, 20, 1);
    assertEquals(60, order.size());
    for (int turn = 0; turn < 20; turn++) {
      assertEquals(Set.copyOf(POINTS), Set.copyOf(order.subList(3 * turn, 3 * turn + 3)));
    }
  }

  @Test
  void firstTurn_isInTheOrderAskedFor() {
    assertEquals(POINTS, StartOrder.of(POINTS, 5, 7).subList(0, 3));
  }

  @Test
  void sameSeed_givesTheSameOrder() {
    assertEquals(StartOrder.of(POINTS, 20, 1), StartOrder.of(POINTS, 20, 1));
    assertNotEquals(StartOrder.of(POINTS, 20, 1), StartOrder.of(POINTS, 20, 2));
  }
}
