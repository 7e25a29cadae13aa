package dev.firstlight.bench;

import dev.firstlight.bench.workload.process.GeneratedSchedule;
import dev.firstlight.bench.workload.process.GeneratedSchedule.Recipe;
import dev.firstlight.bench.workload.process.Mmpp;
import dev.firstlight.bench.workload.process.StepIntensity;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code firstlight workload onoff}: bursts with silence between. */
@Command(
    name = "onoff",
    description =
        "Bursts of Poisson arrivals with silence between; their lengths are exponentially"
            + " distributed, or fixed.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class WorkloadOnOffCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = "Requests a second during a burst.")
  private double rate;

  @Option(
      names = "--on",
      paramLabel = "TIME",
      converter = TimeSpans.class,
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = "Mean length of a burst.")
  private Duration on = Duration.ZERO;

  @Option(
      names = "--off",
      paramLabel = "TIME",
      converter = TimeSpans.class,
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = "Mean length of the silence between.")
  private Duration off = Duration.ZERO;

  @Option(
      names = "--fixed",
      description = "Every burst and silence is as long as the others; it begins with a burst.")
  private boolean fixed;

  @Mixin private LengthArguments length = new LengthArguments();
  @Mixin private ScheduleArguments schedule = new ScheduleArguments();

  WorkloadOnOffCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    double onSeconds = LengthArguments.seconds(on);
    double offSeconds = LengthArguments.seconds(off);
    Mmpp process = new Mmpp(rate, 0, onSeconds, offSeconds);
    Map<String, String> parameters =
        new TreeMap<>(
            Map.of("rate", String.valueOf(rate), "on", onSeconds + "s", "off", offSeconds + "s"));
    if (fixed) {
      parameters.put("fixed", "true");
    }
    Recipe recipe =
        schedule.recipe("onoff", "onoff", length.with(parameters), 1, length.duration());
    return schedule.write(
        workplace,
        fixed
            ? GeneratedSchedule.of(
                recipe,
                StepIntensity.onOff(process, LengthArguments.seconds(length.duration())),
                length.requests())
            : WorkloadMmppCommand.generate(process, recipe, length.requests()));
  }
}
