package dev.firstlight.bench.cost;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many machines there are over time, as an autoscaler has them. The one that came last goes
 * first.
 *
 * @param steps by time, the first at 0
 * @param end when all of them go
 */
public record InstanceSteps(List<Step> steps, Duration end) {
  /**
   * From then on there are so many.
   *
   * @param at since the beginning
   */
  public record Step(Duration at, int count) {}

  private static final int MOST = 100_000;

  public InstanceSteps {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || !steps.get(0).at().isZero()) {
      throw new IllegalArgumentException("the first number of instances is that at 0");
    }
    Duration before = Duration.ofSeconds(-1);
    for (Step step : steps) {
      if (step.at().compareTo(before) <= 0 || step.at().compareTo(end) > 0) {
        throw new IllegalArgumentException(
            "numbers of instances are named by time, and none after the end, %s"
                .formatted(Times.words(end)));
      }
      if (step.count() < 0 || step.count() > MOST) {
        throw new IllegalArgumentException(
            "%d instances are out of range; 0 to %d is allowed".formatted(step.count(), MOST));
      }
      before = step.at();
    }
  }

  /**
   * Reads {@code 1@0s,5@7m}, or {@code 2} for as many all the time.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static InstanceSteps parse(String text, Duration end) {
    List<Step> steps = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String[] words = part.trim().split("@", -1);
      if (words.length > 2 || (words.length == 1 && !steps.isEmpty())) {
        throw wrong(text, null);
      }
      try {
        steps.add(
            new Step(
                words.length == 1 ? Duration.ZERO : Times.parse(words[1]),
                Integer.parseInt(words[0].trim())));
      } catch (NumberFormatException e) {
        throw wrong(text, e);
      }
    }
    return new InstanceSteps(steps, end);
  }

  /** How long each machine was there, in the order in which they went. */
  public List<Duration> lifetimes() {
    List<Duration> lifetimes = new ArrayList<>();
    List<Duration> since = new ArrayList<>();
    for (Step step : steps) {
      to(step.count(), step.at(), since, lifetimes);
    }
    to(0, end, since, lifetimes);
    return lifetimes;
  }

  private static void to(int count, Duration at, List<Duration> since, List<Duration> lifetimes) {
    while (since.size() < count) {
      since.add(at);
    }
    while (since.size() > count) {
      lifetimes.add(at.minus(since.remove(since.size() - 1)));
    }
  }

  private static IllegalArgumentException wrong(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "\"%s\" is no number of instances over time; 2 and 1@0s,5@7m are".formatted(text), cause);
  }
}
