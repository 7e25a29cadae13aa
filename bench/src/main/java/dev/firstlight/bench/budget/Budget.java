package dev.firstlight.bench.budget;

import dev.firstlight.bench.record.DesignPoint;
import java.util.List;
import java.util.Optional;

/**
 * What cold starts may take.
 *
 * @param confidence with which a ratio has to be shown before it counts as met or violated
 * @param limits that hold, each by itself
 */
public record Budget(double confidence, List<Limit> limits) {
  /** The schema that is read. */
  public static final String SCHEMA = "firstlight.budget/1";

  public Budget {
    limits = List.copyOf(limits);
    if (!(confidence > 0.5 && confidence < 1) || limits.isEmpty()) {
      throw new IllegalArgumentException(
          "a budget has limits, and a confidence above 0.5 and below 1, not " + confidence);
    }
  }

  /** One limit. */
  public sealed interface Limit {
    /** What it is called where it is reported. */
    String name();

    /** The row that it holds for. */
    Row of();
  }

  /**
   * A limit on a time, as its ratio to a reference that was measured in turns with it.
   *
   * @param measure the time
   * @param against the row of the reference
   * @param atMost the median ratio allowed
   */
  public record Ratio(String name, Row of, Measure measure, Row against, double atMost)
      implements Limit {}

  /**
   * A limit on counted work, which does not depend on how fast or busy the machine is.
   *
   * @param counter what is counted
   * @param atMost the count allowed
   */
  public record Work(String name, Row of, Counter counter, long atMost) implements Limit {}

  /** Which row of a run; what is not given may be anything. */
  public record Row(Optional<String> target, Optional<String> runtime, Optional<String> store) {
    boolean matches(DesignPoint point) {
      return target.map(point.target()::equals).orElse(true)
          && runtime.map(point.runtime()::equals).orElse(true)
          && store.map(point.store()::equals).orElse(true);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      for (Optional<String> part : List.of(target, runtime, store)) {
        part.ifPresent(word -> text.append(text.isEmpty() ? "" : " ").append(word));
      }
      return text.isEmpty() ? "the only row" : text.toString();
    }
  }

  /** The limits on ratios. */
  public List<Ratio> ratios() {
    return limits.stream().filter(Ratio.class::isInstance).map(Ratio.class::cast).toList();
  }

  /** The limits on counted work. */
  public List<Work> work() {
    return limits.stream().filter(Work.class::isInstance).map(Work.class::cast).toList();
  }
}
