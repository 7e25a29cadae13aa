package dev.firstlight.bench.stats;

import dev.firstlight.coldstart.StageSpan;
import java.util.Comparator;
import java.util.List;

/** The time that stages cover, where they overlap counted once. */
public final class StageCover {
  private StageCover() {}

  /** The length of the union of the spans, in milliseconds. */
  public static double millis(List<StageSpan> spans) {
    double covered = 0;
    double reached = Double.NEGATIVE_INFINITY;
    for (StageSpan span :
        spans.stream().sorted(Comparator.comparingDouble(StageSpan::startMillis)).toList()) {
      covered += Math.max(0, span.endMillis() - Math.max(reached, span.startMillis()));
      reached = Math.max(reached, span.endMillis());
    }
    return covered;
  }
}
