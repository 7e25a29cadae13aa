package dev.firstlight.bench.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * In which order design points are started: in turns, each once a turn, so that a machine that
 * grows slower does so for all alike; from the second turn on in random order, so that none always
 * follows the same one.
 */
public final class StartOrder {
  private StartOrder() {}

  /** All starts, one point each. */
  public static <T> List<T> of(List<T> points, int turns, long seed) {
    Random random = new Random(seed);
    List<T> order = new ArrayList<>(points);
    List<T> turn = new ArrayList<>(points);
    for (int i = 1; i < turns; i++) {
      Collections.shuffle(turn, random);
      order.addAll(turn);
    }
    return order;
  }
}
