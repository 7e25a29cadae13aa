package dev.firstlight.bench.cost;

import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageSpan;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A cold start played again without one of its stages. Each stage begins when what it needs is
 * there, as long after that as it did; so a stage that ran beside a longer one saves nothing, and a
 * stage that was waited for saves only until the next one would have been.
 *
 * <p>What needs what is docs/cold-start-record.md: the serving runtime is imported beside the
 * download; loading begins once the one is done and the other has brought what it needs.
 */
final class StageReplay {
  /** A stage that ends so long after another begins has let it begin; see the critical path. */
  private static final double AT_ONCE_MILLIS = 1;

  private static final Map<Stage, Set<Stage>> NEEDS =
      Map.of(
          Stage.BOOT, Set.of(),
          Stage.IMPORT, Set.of(Stage.BOOT),
          Stage.DOWNLOAD, Set.of(Stage.BOOT),
          Stage.VERIFY, Set.of(Stage.BOOT, Stage.DOWNLOAD),
          Stage.LOAD, Set.of(Stage.BOOT, Stage.IMPORT, Stage.DOWNLOAD, Stage.VERIFY),
          Stage.WARMUP, Set.of(Stage.BOOT, Stage.IMPORT, Stage.LOAD),
          Stage.DECODE, Set.of(Stage.BOOT, Stage.IMPORT, Stage.VERIFY, Stage.LOAD, Stage.WARMUP),
          Stage.PREDICT, Set.of(Stage.BOOT, Stage.LOAD, Stage.WARMUP, Stage.DECODE));

  private final Map<Stage, StageSpan> was = new EnumMap<>(Stage.class);

  /**
   * @param stages that ran, each once
   */
  StageReplay(List<StageSpan> stages) {
    stages.forEach(span -> was.put(span.stage(), span));
  }

  /**
   * When each stage would have ended without that one, as offsets from process creation in
   * milliseconds.
   */
  Map<Stage, Double> endsWithout(Stage removed) {
    Map<Stage, Double> begins = new EnumMap<>(Stage.class);
    Map<Stage, Double> ends = new EnumMap<>(Stage.class);
    // The order of the enum is one in which what is needed comes first; so is that of the map.
    was.forEach(
        (stage, span) -> {
          double begin = begin(span, removed, begins, ends);
          double end = begin + (stage == removed ? 0 : span.durationMillis());
          for (Stage needed : NEEDS.getOrDefault(stage, Set.of())) {
            StageSpan other = was.get(needed);
            if (other != null && isBeside(other, span) && span.endMillis() >= other.endMillis()) {
              end = Math.max(end, ends.getOrDefault(needed, 0.0));
            }
          }
          begins.put(stage, begin);
          ends.put(stage, end);
        });
    return ends;
  }

  /**
   * As the critical path has it: a stage began with the end of what it needs; where none ended then
   * but one still ran, with a part of that one; else as long after the last end as it did.
   */
  private double begin(
      StageSpan span, Stage removed, Map<Stage, Double> begins, Map<Stage, Double> ends) {
    double lastEnd = Double.NEGATIVE_INFINITY;
    double newEnd = Double.NEGATIVE_INFINITY;
    double besideBegin = Double.NEGATIVE_INFINITY;
    double part = Double.NEGATIVE_INFINITY;
    for (Stage needed : NEEDS.getOrDefault(span.stage(), Set.of())) {
      StageSpan other = was.get(needed);
      if (other == null) {
        continue;
      }
      if (isBeside(other, span)) {
        double begin = begins.getOrDefault(needed, 0.0);
        double since = needed == removed ? 0 : span.startMillis() - other.startMillis();
        besideBegin = Math.max(besideBegin, begin);
        part = Math.max(part, begin + Math.max(0, since));
      } else {
        lastEnd = Math.max(lastEnd, other.endMillis());
        newEnd = Math.max(newEnd, ends.getOrDefault(needed, 0.0));
      }
    }
    double after = span.startMillis() - lastEnd;
    boolean isAtEnd = after <= AT_ONCE_MILLIS || part == Double.NEGATIVE_INFINITY;
    double begin = isAtEnd ? Math.max(besideBegin, newEnd + after) : Math.max(part, newEnd);
    return lastEnd == Double.NEGATIVE_INFINITY && part == Double.NEGATIVE_INFINITY
        ? span.startMillis()
        : Math.min(begin, span.startMillis());
  }

  /** Whether a stage that this one needs was still running when this one began. */
  private static boolean isBeside(StageSpan needed, StageSpan span) {
    return needed.endMillis() > span.startMillis() + AT_ONCE_MILLIS;
  }

  /** How much earlier the last stage would have ended without that one, in milliseconds. */
  double savedMillis(Stage removed) {
    return saved(removed, span -> true);
  }

  /**
   * How much earlier the instance would have been started without that stage.
   *
   * @param until only stages that ended by then are of the start, and none of the first request's
   */
  double savedOfStart(Stage removed, double until) {
    return saved(
        removed,
        span ->
            span.endMillis() <= until
                && span.stage() != Stage.DECODE
                && span.stage() != Stage.PREDICT);
  }

  private double saved(Stage removed, Predicate<StageSpan> of) {
    Map<Stage, Double> ends = endsWithout(removed);
    double before = 0;
    double after = 0;
    for (StageSpan span : was.values()) {
      if (of.test(span)) {
        before = Math.max(before, span.endMillis());
        after = Math.max(after, ends.getOrDefault(span.stage(), 0.0));
      }
    }
    return Math.max(0, before - after);
  }
}
