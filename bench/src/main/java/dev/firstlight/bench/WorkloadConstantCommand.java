package dev.firstlight.bench;

import dev.firstlight.bench.workload.process.EvenSchedule;
import dev.firstlight.bench.workload.process.StepIntensity;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code firstlight workload constant}: arrivals at equal distances. */
@Command(
    name = "constant",
    description = "Arrivals at equal distances, the first at once.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class WorkloadConstantCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = "Requests a second; with --requests, only the number counts.")
  private double rate;

  @Mixin private LengthArguments length = new LengthArguments();
  @Mixin private ScheduleArguments schedule = new ScheduleArguments();

  WorkloadConstantCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    double seconds = LengthArguments.seconds(length.duration());
    double expected = StepIntensity.constant(rate, seconds).total();
    return schedule.write(
        workplace,
        new EvenSchedule(
            schedule
                .recipe(
                    "constant",
                    "constant",
                    length.with(Map.of("rate", String.valueOf(rate))),
                    1,
                    length.duration())
                .header(length.requests().orElse(Math.round(expected)))));
  }
}
