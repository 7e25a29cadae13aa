package dev.firstlight.bench;

import dev.firstlight.bench.workload.process.Draws;
import dev.firstlight.bench.workload.process.GeneratedSchedule;
import dev.firstlight.bench.workload.process.GeneratedSchedule.Recipe;
import dev.firstlight.bench.workload.process.Mmpp;
import dev.firstlight.bench.workload.process.StepIntensity;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code firstlight workload mmpp}: a two-state Markov-modulated Poisson process. */
@Command(
    name = "mmpp",
    description =
        "Two rates, between which the process switches at random: a two-state Markov-modulated"
            + " Poisson process.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class WorkloadMmppCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Option(
      names = "--high",
      paramLabel = "RATE",
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = "Requests a second in the higher state.")
  private double high;

  @Option(
      names = "--low",
      paramLabel = "RATE",
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = "Requests a second in the lower state.")
  private double low;

  @Option(
      names = "--sojourn-high",
      paramLabel = "TIME",
      converter = TimeSpans.class,
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = "Mean time in the higher state, as 180s.")
  private Duration sojournHigh = Duration.ZERO;

  @Option(
      names = "--sojourn-low",
      paramLabel = "TIME",
      converter = TimeSpans.class,
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = "Mean time in the lower state.")
  private Duration sojournLow = Duration.ZERO;

  @Mixin private LengthArguments length = new LengthArguments();
  @Mixin private ScheduleArguments schedule = new ScheduleArguments();

  WorkloadMmppCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    Mmpp process =
        new Mmpp(
            high, low, LengthArguments.seconds(sojournHigh), LengthArguments.seconds(sojournLow));
    Recipe recipe =
        schedule.recipe("mmpp", "mmpp", length.with(parameters(process)), 1, length.duration());
    return schedule.write(workplace, generate(process, recipe, length.requests()));
  }

  /**
   * A schedule of the process: where the number is given, the path is drawn for that number too.
   */
  static GeneratedSchedule generate(Mmpp process, Recipe recipe, OptionalLong requests) {
    Draws draws = Draws.of(recipe.seed(), Draws.Purpose.PATH);
    double seconds = LengthArguments.seconds(recipe.duration());
    StepIntensity path =
        requests.isPresent()
            ? process.path(draws, seconds, requests.getAsLong())
            : process.path(draws, seconds);
    return GeneratedSchedule.of(recipe, path, requests);
  }

  /** As options of this command. */
  static Map<String, String> parameters(Mmpp process) {
    return Map.of(
        "high",
        String.valueOf(process.high()),
        "low",
        String.valueOf(process.low()),
        "sojourn-high",
        process.sojournHigh() + "s",
        "sojourn-low",
        process.sojournLow() + "s");
  }
}
