package dev.firstlight.bench.study;

import dev.firstlight.bench.stats.Distribution;
import dev.firstlight.bench.stats.MedianInterval;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What a factor does to a time: in each turn the slope of the least-squares line through its
 * values, so that a machine that grows slower between turns does not count, and of those slopes the
 * median.
 *
 * @param median in milliseconds a step of the factor
 * @param interval that holds the true one with 95 % confidence from six turns on; with fewer, all
 *     slopes
 * @param turns that it comes from
 */
record Slope(double median, MedianInterval interval, int turns) {
  /** Turns from which on the interval has its confidence. */
  static final int ENOUGH = 6;

  /**
   * Of some turns.
   *
   * @param turns of each, the time in milliseconds by value; of turns with fewer than two values
   *     nothing is learnt
   * @param step the values that the slope is told by
   * @return none where no turn has two values
   */
  static List<Slope> of(Collection<Map<Long, Double>> turns, int step) {
    List<Double> slopes = new ArrayList<>();
    for (Map<Long, Double> turn : turns) {
      if (turn.size() >= 2) {
        slopes.add(step * line(turn));
      }
    }
    if (slopes.isEmpty()) {
      return List.of();
    }
    Distribution all = Distribution.of(slopes);
    return List.of(new Slope(all.median(), MedianInterval.of(all), slopes.size()));
  }

  /** Whether it tells more than chance would: several turns, and no other sign in the interval. */
  boolean isAboveSpread() {
    return turns >= 2 && (interval.low() > 0 || interval.high() < 0);
  }

  private static double line(Map<Long, Double> points) {
    double meanX = points.keySet().stream().mapToLong(Long::longValue).average().orElse(0);
    double meanY = points.values().stream().mapToDouble(Double::doubleValue).average().orElse(0);
    double products = 0;
    double squares = 0;
    for (Map.Entry<Long, Double> point : points.entrySet()) {
      double x = point.getKey() - meanX;
      products += x * (point.getValue() - meanY);
      squares += x * x;
    }
    return products / squares;
  }
}
