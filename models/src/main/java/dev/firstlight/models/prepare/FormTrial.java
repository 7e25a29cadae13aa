package dev.firstlight.models.prepare;

import dev.firstlight.model.Preparation.Measured;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.ServingRuntime;
import dev.firstlight.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Loads the forms of a model in turn, several times, and predicts with each: so that what the
 * machine does beside hits all alike.
 */
final class FormTrial {
  private static final int ROUNDS = 5;
  private static final int LEAST_ROUNDS = 2;
  private static final int MOST_RUNS = 20;
  private static final int LEAST_RUNS = 3;
  private static final Duration RUNS_TIME = Duration.ofMillis(500);

  /** After which no further round begins. */
  private static final Duration TIME = Duration.ofSeconds(40);

  private final ServingRuntime runtime;
  private final RuntimeOptions options;
  private final List<List<Tensor>> inputs;
  private final LongSupplier nanoTime;

  FormTrial(
      ServingRuntime runtime,
      RuntimeOptions options,
      List<List<Tensor>> inputs,
      LongSupplier nanoTime) {
    this.runtime = runtime;
    this.options = options;
    this.inputs = inputs;
    this.nanoTime = nanoTime;
  }

  /** The outputs for all inputs, in buffers of their own. */
  List<Tensor> outputs(LocalArtifact artifact) {
    List<Tensor> all = new ArrayList<>();
    try (LoadedModel model = runtime.load(artifact, options)) {
      for (List<Tensor> input : inputs) {
        try (Outputs outputs = model.run(input, List.of())) {
          outputs.tensors().forEach(tensor -> all.add(tensor.copy()));
        }
      }
    }
    return all;
  }

  /** What each form took, in medians and in the order given. */
  List<Measured> measure(Map<String, LocalArtifact> forms) {
    Map<String, Readings> readings = new LinkedHashMap<>();
    forms.keySet().forEach(form -> readings.put(form, new Readings()));
    long begin = nanoTime.getAsLong();
    for (int round = 0; round < ROUNDS; round++) {
      boolean late = nanoTime.getAsLong() - begin > TIME.toNanos();
      if (late && round >= LEAST_ROUNDS) {
        break;
      }
      forms.forEach(
          (form, artifact) -> round(artifact, Objects.requireNonNull(readings.get(form))));
    }
    List<Measured> measured = new ArrayList<>();
    readings.forEach((form, all) -> measured.add(all.medians(form)));
    return measured;
  }

  private void round(LocalArtifact artifact, Readings readings) {
    long begin = nanoTime.getAsLong();
    try (LoadedModel model = runtime.load(artifact, options)) {
      readings.loads.add(nanoTime.getAsLong() - begin);
      readings.firsts.add(run(model, 0));
      long runsBegin = nanoTime.getAsLong();
      for (int i = 0; i < MOST_RUNS; i++) {
        boolean late = nanoTime.getAsLong() - runsBegin > RUNS_TIME.toNanos();
        if (late && i >= LEAST_RUNS) {
          break;
        }
        // One input, so that what is compared is the form and not the length of a text.
        readings.predictions.add(run(model, 0));
      }
    }
  }

  private long run(LoadedModel model, int input) {
    long begin = nanoTime.getAsLong();
    model.run(inputs.get(input), List.of()).close();
    return nanoTime.getAsLong() - begin;
  }

  /** Nanoseconds. */
  private static final class Readings {
    final List<Long> loads = new ArrayList<>();
    final List<Long> firsts = new ArrayList<>();
    final List<Long> predictions = new ArrayList<>();

    Measured medians(String form) {
      return new Measured(form, median(loads), median(firsts), median(predictions));
    }

    /** In milliseconds, to the microsecond. */
    private static double median(List<Long> nanos) {
      List<Long> sorted = new ArrayList<>(nanos);
      Collections.sort(sorted);
      return Math.round(sorted.get(sorted.size() / 2) / 1e3) / 1e3;
    }
  }
}
