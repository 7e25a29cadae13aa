package dev.firstlight.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StartOrderTest {
  private static final List<String> TARGETS = List.of("lambda", "gcf", "server");

  @Test
  void everyTurn_hasEachTargetOnce() {
    List<String> order = StartOrder.of(TARGETS, 20, 1);
    assertEquals(60, order.size());
    for (int turn = 0; turn < 20; turn++) {
      assertEquals(Set.copyOf(TARGETS), Set.copyOf(order.subList(3 * turn, 3 * turn + 3)));
    }
  }

  @Test
  void firstTurn_isInTheOrderAskedFor() {
    assertEquals(TARGETS, StartOrder.of(TARGETS, 5, 7).subList(0, 3));
  }

  @Test
  void sameSeed_givesTheSameOrder() {
    assertEquals(StartOrder.of(TARGETS, 20, 1), StartOrder.of(TARGETS, 20, 1));
    assertNotEquals(StartOrder.of(TARGETS, 20, 1), StartOrder.of(TARGETS, 20, 2));
  }
}
