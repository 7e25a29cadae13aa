package dev.firstlight.bench.budget;

import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A time of a cold start: a stage, or {@code ready} (process creation until the instance can
 * predict), or {@code first-response} (just before process creation to the last byte).
 *
 * @param name of it
 */
public record Measure(String name) {
  private static final String READY = "ready";
  private static final String FIRST_RESPONSE = "first-response";

  public Measure {
    if (!names().contains(name)) {
      throw new IllegalArgumentException("\"" + name + "\" is none of " + names());
    }
  }

  /** Every name. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(List.of(FIRST_RESPONSE, READY));
    for (Stage stage : Stage.values()) {
      names.add(stage.label());
    }
    return names;
  }

  /** Milliseconds of a first request that was answered; empty where it does not say. */
  OptionalDouble of(InvocationRecord first) {
    if (name.equals(FIRST_RESPONSE)) {
      return OptionalDouble.of(first.e2eMillis());
    }
    Optional<Double> millis =
        name.equals(READY)
            ? first.coldStart().map(ColdStartRecord::readyMillis)
            : first
                .coldStart()
                .flatMap(record -> record.span(Stage.labelled(name).orElseThrow()))
                .map(StageSpan::durationMillis);
    return millis.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }
}
