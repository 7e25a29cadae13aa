package dev.firstlight.bench;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.workload.Arrivals;
import dev.firstlight.bench.workload.ScheduleFile;
import dev.firstlight.bench.workload.export.PerfAnalyzerIntervals;
import dev.firstlight.bench.workload.export.VegetaScript;
import dev.firstlight.bench.workload.pool.Pool;
import dev.firstlight.bench.workload.stats.CountSeries;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight workload export}: a schedule for other load generators. */
@Command(
    name = "export",
    description = {
      "Writes a schedule for another load generator.",
      "perf-analyzer: a file for --request-intervals of NVIDIA's perf_analyzer, a line of"
          + " microseconds a request; exact.",
      "vegeta: a script of attacks, one a step, and with --inputs its targets; rates only, as vegeta"
          + " takes no times of single requests."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class WorkloadExportCommand implements Callable<Integer> {
  /** Formats that can be asked for. */
  enum Format {
    PERF_ANALYZER,
    VEGETA;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  private final Workplace workplace;

  @Parameters(index = "0", paramLabel = "FORMAT", description = "perf-analyzer or vegeta.")
  private String format = "";

  @Parameters(index = "1", paramLabel = "FILE", description = "A schedule, or a part of one.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = "Where to write: the intervals, or the script.")
  private Path out = Path.of("");

  @Option(
      names = "--step",
      paramLabel = "TIME",
      converter = TimeSpans.class,
      defaultValue = "1s",
      description = "vegeta: length of a step.")
  private Duration step = Duration.ofSeconds(1);

  @Option(
      names = "--inputs",
      paramLabel = "DIR",
      description = "vegeta: a pool of inputs, written to targets.jsonl beside the script.")
  private @Nullable Path inputs;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "vegeta: where targets are sent, as http://localhost:8080.")
  private @Nullable String url;

  @Option(names = "--replace", description = "Replace files that lie there.")
  private boolean replace;

  WorkloadExportCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    Format chosen =
        java.util.Arrays.stream(Format.values())
            .filter(each -> each.toString().equals(format))
            .findFirst()
            .orElseThrow(
                () ->
                    usage(
                        "format \"%s\" is not known; perf-analyzer and vegeta are allowed"
                            .formatted(format)));
    ScheduleFile schedule = ScheduleFile.open(workplace.resolved(file));
    Path place = workplace.resolved(out);
    ScheduleArguments.refuseToReplace(place, replace);
    if (chosen == Format.PERF_ANALYZER) {
      write(place, writer -> PerfAnalyzerIntervals.write(schedule, writer));
    } else {
      vegeta(schedule, place);
    }
    workplace.out().printf("%s: %,d requests%n", place, schedule.header().requests());
    return FirstlightCommand.OK;
  }

  private void vegeta(ScheduleFile schedule, Path place) {
    if (step.toMillis() < 100 || step.toNanos() % 1_000_000 != 0) {
      throw usage(
          "--step %s is not allowed; whole milliseconds from 100ms on are"
              .formatted(TimeSpans.text(step)));
    }
    long duration = schedule.header().duration().toNanos() / 1000;
    long window = step.toMillis() * 1000;
    if (duration / window > 1_000_000) {
      throw usage("more than a million steps; choose a longer --step");
    }
    if ((inputs == null) != (url == null)) {
      throw usage("--inputs and --url go together: targets need bodies and an address");
    }
    if (inputs != null && url != null) {
      String address = url;
      if (!address.matches("https?://[^\\s]+")) {
        throw usage("--url \"%s\" is not allowed; http:// or https:// is".formatted(address));
      }
      Path targets = place.resolveSibling("targets.jsonl");
      ScheduleArguments.refuseToReplace(targets, replace);
      Path folder = workplace.resolved(inputs);
      Pool pool = Pool.read(folder);
      write(
          targets,
          writer -> VegetaScript.targets(pool, folder, address.replaceAll("/+$", ""), writer));
    }
    try (Arrivals arrivals = schedule.arrivals()) {
      CountSeries steps = CountSeries.of(arrivals, duration, window);
      write(
          place,
          writer -> VegetaScript.script(steps, schedule.header().name(), "targets.jsonl", writer));
    }
    if (!place.toFile().setExecutable(true)) {
      workplace.err().printf("%s cannot be made executable; run it with sh%n", place);
    }
  }

  /** Writes what a file holds. */
  @FunctionalInterface
  private interface Content {
    void to(Writer writer) throws IOException;
  }

  private static void write(Path place, Content content) {
    try (Writer writer = Files.newBufferedWriter(place)) {
      content.to(writer);
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.FILE, "cannot write \"%s\": %s".formatted(place, e), e);
    }
  }

  private static BenchException usage(String message) {
    return new BenchException(BenchException.Kind.USAGE, message);
  }
}
