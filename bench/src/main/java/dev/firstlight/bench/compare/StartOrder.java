package dev.firstlight.bench.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * In which order targets are started: in turns, each target once a turn, so that a machine that
 * grows slower does so for all alike; from the second turn on in random order, so that no target
 * always follows the same one.
 */
final class StartOrder {
  private StartOrder() {}

  /** All starts, one target each. */
  static List<String> of(List<String> targets, int turns, long seed) {
    Random random = new Random(seed);
    List<String> order = new ArrayList<>(targets);
    List<String> turn = new ArrayList<>(targets);
    for (int i = 1; i < turns; i++) {
      Collections.shuffle(turn, random);
      order.addAll(turn);
    }
    return order;
  }
}
