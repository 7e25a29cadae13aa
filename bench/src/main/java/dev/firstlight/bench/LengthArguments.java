package dev.firstlight.bench;

import dev.firstlight.bench.fault.BenchException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** How long a generated workload is, and how many requests it has. */
final class LengthArguments {
  private static final long MOST = 1_000_000_000;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = TimeSpans.class,
      defaultValue = "15m",
      description = "Length: numbers with ms, s, m, h or d, as 15m or 1h30m.")
  private Duration duration = Duration.ofMinutes(15);

  @Option(
      names = "--requests",
      paramLabel = "N",
      description =
          "Exactly so many: the process given its number of arrivals. Default: as chance has it.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Long requests;

  Duration duration() {
    return duration;
  }

  /** How many there must be; absent where chance decides. */
  OptionalLong requests() {
    if (requests == null) {
      return OptionalLong.empty();
    }
    if (requests < 0 || requests > MOST) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "--requests %d is out of range; 0 to %d is allowed".formatted(requests, MOST));
    }
    return OptionalLong.of(requests);
  }

  /** Those parameters, and these. */
  Map<String, String> with(Map<String, String> parameters) {
    Map<String, String> all = new TreeMap<>(parameters);
    all.put("duration", TimeSpans.text(duration));
    requests().ifPresent(number -> all.put("requests", String.valueOf(number)));
    return all;
  }

  static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
