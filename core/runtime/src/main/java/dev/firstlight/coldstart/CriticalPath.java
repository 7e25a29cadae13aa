package dev.firstlight.coldstart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which stages a start waited for, and how long. Read backwards from the end of the stage that
 * ended last: it was waited for since it began; before that, the stage was waited for whose end it
 * began with; and so on until process creation. What ran beside these stages did not lengthen the
 * start.
 */
final class CriticalPath {
  /** A stage that ends so long before another begins has let it begin. */
  private static final double AT_ONCE_MILLIS = 1;

  private CriticalPath() {}

  /**
   * The parts of the path.
   *
   * @param stages that ran, in any order
   * @return the stages that were waited for, by time and without overlap. A stage that another did
   *     not wait for to its end, as it had what it needed, is cut off where that one began
   */
  static List<StageSpan> of(List<StageSpan> stages) {
    // Told apart by identity: a record's equals makes a score of classes where it is first called,
    // which is before the first answer.
    Set<StageSpan> left = Collections.newSetFromMap(new IdentityHashMap<>());
    left.addAll(stages);
    List<StageSpan> path = new ArrayList<>();
    double until = Double.POSITIVE_INFINITY;
    while (true) {
      StageSpan before = before(left, until);
      if (before == null) {
        return path;
      }
      left.remove(before);
      path.add(
          0,
          new StageSpan(
              before.stage(),
              before.startMillis(),
              Math.min(before.endMillis(), until),
              before.bytes()));
      until = before.startMillis();
    }
  }

  /** What was waited for before that time: what ended then, else what ran, else the last before. */
  private static @Nullable StageSpan before(Set<StageSpan> stages, double until) {
    StageSpan ended = null;
    StageSpan running = null;
    for (StageSpan span : stages) {
      if (span.endMillis() <= until) {
        ended = ended == null || isLater(span, ended) ? span : ended;
      } else if (span.startMillis() < until) {
        running = running == null || span.startMillis() < running.startMillis() ? span : running;
      }
    }
    boolean atOnce = ended != null && ended.endMillis() >= until - AT_ONCE_MILLIS;
    return running == null || atOnce ? ended : running;
  }

  /** The one that ended later; of two that ended together the one that ran longer. */
  private static boolean isLater(StageSpan one, StageSpan other) {
    return one.endMillis() > other.endMillis()
        || (one.endMillis() == other.endMillis() && one.startMillis() < other.startMillis());
  }
}
