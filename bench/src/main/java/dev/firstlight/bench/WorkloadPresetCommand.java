package dev.firstlight.bench;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.workload.process.Draws;
import dev.firstlight.bench.workload.process.GeneratedSchedule;
import dev.firstlight.bench.workload.process.GeneratedSchedule.Recipe;
import dev.firstlight.bench.workload.process.Mmpp;
import dev.firstlight.bench.workload.process.Preset;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code firstlight workload w40}, {@code w120}, {@code w200}: the study's workloads. */
@Command(
    description = {
      "A workload of the study: two-state MMPP, 15 minutes, with exactly its number of requests"
          + " (w40: 15,000; w120: 51,600; w200: 86,000).",
      "One minute of the same shape at the same rates: --compress 15 --requests 1000 for w40."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class WorkloadPresetCommand implements Callable<Integer> {
  private final Workplace workplace;
  private final Preset preset;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "Exactly so many; both rates are scaled to suit. Default: the study's.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Long requests;

  @Option(
      names = "--compress",
      paramLabel = "X",
      description =
          "Let time run so many times as fast: the same requests in less time, at rates as many"
              + " times as high.")
  private double compress = 1;

  @Mixin private ScheduleArguments schedule = new ScheduleArguments();

  WorkloadPresetCommand(Workplace workplace, Preset preset) {
    this.workplace = workplace;
    this.preset = preset;
  }

  @Override
  public Integer call() {
    if (!(compress >= 0.01 && compress <= 10_000)) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "--compress %s is out of range; 0.01 to 10000 is allowed".formatted(compress));
    }
    long wanted = requests == null ? preset.requests() : requests;
    if (wanted < 1 || wanted > 1_000_000_000) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "--requests %d is out of range; 1 to 1000000000 is allowed".formatted(wanted));
    }
    Mmpp process = preset.process((double) wanted / preset.requests(), compress);
    Map<String, String> parameters = new TreeMap<>(WorkloadMmppCommand.parameters(process));
    parameters.put("preset", preset.label());
    parameters.put("requests", String.valueOf(wanted));
    if (compress != 1) {
      parameters.put("compress", String.valueOf(compress));
    }
    double seconds = Preset.LENGTH.toSeconds() / compress;
    Recipe recipe =
        schedule.recipe(
            preset.label(), "mmpp", parameters, preset.seed(), TimeSpans.ofSeconds(seconds));
    Draws draws = Draws.of(recipe.seed(), Draws.Purpose.PATH);
    return schedule.write(
        workplace,
        GeneratedSchedule.of(
            recipe, process.path(draws, seconds, wanted), OptionalLong.of(wanted)));
  }
}
