package dev.firstlight.bench;

import dev.firstlight.bench.workload.process.GeneratedSchedule;
import dev.firstlight.bench.workload.process.StepIntensity;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code firstlight workload poisson}: independent arrivals at one rate. */
@Command(
    name = "poisson",
    description = "Independent arrivals at one rate.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class WorkloadPoissonCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = "Requests a second.")
  private double rate;

  @Mixin private LengthArguments length = new LengthArguments();
  @Mixin private ScheduleArguments schedule = new ScheduleArguments();

  WorkloadPoissonCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    double seconds = LengthArguments.seconds(length.duration());
    return schedule.write(
        workplace,
        GeneratedSchedule.of(
            schedule.recipe(
                "poisson",
                "poisson",
                length.with(Map.of("rate", String.valueOf(rate))),
                1,
                length.duration()),
            StepIntensity.constant(rate, seconds),
            length.requests()));
  }
}
