package dev.firstlight.bench.budget;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What one cold start did, counted. */
public record WorkCount(Map<Counter, Long> counts) {
  public WorkCount {
    counts = counts.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(counts));
  }

  /** That count; empty where it could not be had. */
  OptionalDouble of(Counter counter) {
    Long count = counts.get(counter);
    return count == null ? OptionalDouble.empty() : OptionalDouble.of(count);
  }
}
