package dev.firstlight.bench;

import dev.firstlight.bench.workload.process.Diurnal;
import dev.firstlight.bench.workload.process.GeneratedSchedule;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code firstlight workload diurnal}: a rate that swings as days do. */
@Command(
    name = "diurnal",
    description =
        "Poisson arrivals at a rate that swings as a cosine: lowest at the beginning, highest half a"
            + " period later.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class WorkloadDiurnalCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Option(
      names = "--high",
      paramLabel = "RATE",
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = "Highest requests a second.")
  private double high;

  @Option(names = "--low", paramLabel = "RATE", description = "Lowest requests a second.")
  private double low;

  @Option(
      names = "--period",
      paramLabel = "TIME",
      converter = TimeSpans.class,
      defaultValue = "24h",
      description = "Length of a swing.")
  private Duration period = Duration.ofHours(24);

  @Mixin private LengthArguments length = new LengthArguments();
  @Mixin private ScheduleArguments schedule = new ScheduleArguments();

  WorkloadDiurnalCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    double seconds = LengthArguments.seconds(length.duration());
    return schedule.write(
        workplace,
        GeneratedSchedule.of(
            schedule.recipe(
                "diurnal",
                "diurnal",
                length.with(
                    Map.of(
                        "high", String.valueOf(high),
                        "low", String.valueOf(low),
                        "period", TimeSpans.text(period))),
                1,
                length.duration()),
            new Diurnal(high, low, LengthArguments.seconds(period), seconds),
            length.requests()));
  }
}
