package dev.firstlight.bench;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.workload.Schedule;
import dev.firstlight.bench.workload.ScheduleHeader;
import dev.firstlight.bench.workload.ScheduleWriter;
import dev.firstlight.bench.workload.process.GeneratedSchedule.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** What every command that writes a schedule takes. */
final class ScheduleArguments {
  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Of all random choices: the same seed gives the same file. Default: 1, for w40,"
              + " w120 and w200 one whose surges lie as the study's do.",
      showDefaultValue = Visibility.NEVER)
  @Nullable Long seed;

  @Option(
      names = "--pool",
      paramLabel = "N",
      description = "How many inputs payloads are drawn from, uniformly.")
  private int pool = 200;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write; gzipped if it ends in .gz. Default: NAME.schedule.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Path out;

  @Option(names = "--replace", description = "Replace a file that lies there.")
  private boolean replace;

  /** What the header says, with that seed unless one was given. */
  Recipe recipe(
      String name,
      String generator,
      Map<String, String> parameters,
      long fallbackSeed,
      Duration duration) {
    if (pool < 1 || pool > ScheduleHeader.LARGEST_POOL) {
      throw usage(
          "--pool %d is out of range; 1 to %d is allowed"
              .formatted(pool, ScheduleHeader.LARGEST_POOL));
    }
    if (duration.compareTo(ScheduleHeader.LONGEST) > 0) {
      throw usage(
          "%s is too long for a workload; up to 366d is allowed"
              .formatted(TimeSpans.text(duration)));
    }
    return new Recipe(
        name, generator, parameters, seed == null ? fallbackSeed : seed, duration, pool);
  }

  /** Writes the schedule and says what it is. */
  int write(Workplace workplace, Schedule schedule) {
    ScheduleHeader header = schedule.header();
    Path file = workplace.resolved(out == null ? Path.of(header.name() + ".schedule") : out);
    refuseToReplace(file, replace);
    ScheduleWriter.write(file, schedule);
    workplace
        .out()
        .printf(
            "%s: %,d requests in %s, %.1f/s on average, seed %d%n",
            file,
            header.requests(),
            TimeSpans.text(header.duration()),
            header.meanRate(),
            header.seed());
    return FirstlightCommand.OK;
  }

  /**
   * That nothing is lost.
   *
   * @throws BenchException of kind USAGE if something lies there and may not be replaced
   */
  static void refuseToReplace(Path file, boolean replace) {
    if (Files.isDirectory(file)) {
      throw usage("\"%s\" is a folder; name a file".formatted(file));
    }
    if (!replace && Files.exists(file)) {
      throw usage(
          "\"%s\" is there already; --replace replaces it, --out names another file"
              .formatted(file));
    }
  }

  private static BenchException usage(String message) {
    return new BenchException(BenchException.Kind.USAGE, message);
  }
}
