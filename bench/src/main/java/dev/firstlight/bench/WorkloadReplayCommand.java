package dev.firstlight.bench;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.jvm.FileDigest;
import dev.firstlight.bench.workload.process.GeneratedSchedule.Recipe;
import dev.firstlight.bench.workload.trace.ReplaySchedule;
import dev.firstlight.bench.workload.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight workload replay}: a schedule of arrivals that were recorded. */
@Command(
    name = "replay",
    description = "Makes a schedule of a trace: times of arrivals, or counts.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class WorkloadReplayCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Parameters(paramLabel = "FILE", description = "The trace; gzipped if its name ends in .gz.")
  private Path file = Path.of("");

  @Mixin private TraceArguments trace = new TraceArguments();

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "Keep so many arrivals, chosen at random. Default: all.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Integer requests;

  @Option(
      names = "--compress",
      paramLabel = "X",
      description = "Let time run so many times as fast: all arrivals in less time.")
  private double compress = 1;

  @Mixin private ScheduleArguments schedule = new ScheduleArguments();

  WorkloadReplayCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() throws IOException {
    if (!(compress >= 0.001 && compress <= 1_000_000)) {
      throw usage("--compress %s is out of range; 0.001 to 1000000 is allowed".formatted(compress));
    }
    Path path = workplace.resolved(file);
    Trace read = trace.read(path, schedule.seed == null ? 1 : schedule.seed);
    Trace whole = compress == 1 ? read : read.compressed(compress);
    int wanted = requests == null ? whole.size() : requests;
    if (wanted < 1 || wanted > whole.size()) {
      throw usage(
          "--requests %d is out of range; 1 to the %d of the trace is allowed"
              .formatted(wanted, whole.size()));
    }
    Map<String, String> parameters = new TreeMap<>(trace.parameters());
    parameters.put("trace", String.valueOf(path.getFileName()));
    parameters.put("trace-sha256", FileDigest.of(path));
    if (compress != 1) {
      parameters.put("compress", String.valueOf(compress));
    }
    if (requests != null) {
      parameters.put("requests", String.valueOf(wanted));
    }
    Recipe recipe =
        schedule.recipe(
            "replay", "replay", parameters, 1, Duration.ofNanos(whole.durationMicros() * 1000));
    return schedule.write(workplace, new ReplaySchedule(recipe.header(wanted), whole));
  }

  private static BenchException usage(String message) {
    return new BenchException(BenchException.Kind.USAGE, message);
  }
}
