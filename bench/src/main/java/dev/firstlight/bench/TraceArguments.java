package dev.firstlight.bench;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.workload.trace.Trace;
import dev.firstlight.bench.workload.trace.TraceFormat;
import dev.firstlight.bench.workload.trace.TraceReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** How a trace is read. */
final class TraceArguments {
  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = {
        "times: a column of seconds or ISO 8601 times, one an arrival.",
        "intervals: a column of seconds between arrivals (BATCH's files).",
        "counts: a column of arrivals, one number a bin.",
        "azure: Azure Functions 2019, a row a function with columns 1 to 1440."
      })
  private TraceFormat format = TraceFormat.TIMES;

  @Option(
      names = "--column",
      paramLabel = "NAME|N",
      description = "The column: its name, or its number from 1.")
  private String column = "1";

  @Option(
      names = "--bin",
      paramLabel = "TIME",
      converter = TimeSpans.class,
      defaultValue = "60s",
      description =
          "Length of a bin of counts and azure. Within it arrivals are put at independent, uniform"
              + " times, drawn from the seed.")
  private Duration bin = Duration.ofMinutes(1);

  @Option(
      names = "--function",
      paramLabel = "HASH",
      description = "Rows of azure whose HashFunction begins so. Default: all, added up.",
      showDefaultValue = Visibility.NEVER)
  private String function = "";

  @Option(
      names = "--trigger",
      paramLabel = "NAME",
      description = "Rows of azure with that Trigger. Default: all.",
      showDefaultValue = Visibility.NEVER)
  private String trigger = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeSpans.class,
      description = "Leave out what comes before. Default: nothing.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Duration from;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = TimeSpans.class,
      description = "Leave out what comes this long after. Default: nothing.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Duration duration;

  /** The part of the trace that is wanted. */
  Trace read(Path file, long seed) {
    Trace trace = new TraceReader(format, column, micros(bin), function, trigger, seed).read(file);
    long begin = from == null ? 0 : micros(from);
    if (begin >= trace.durationMicros()) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "--from is after the end of the trace, which is %s long"
              .formatted(TimeSpans.text(Duration.ofNanos(trace.durationMicros() * 1000))));
    }
    Trace window =
        from == null && duration == null
            ? trace
            : trace.window(begin, duration == null ? trace.durationMicros() : micros(duration));
    if (window.size() == 0) {
      throw new BenchException(
          BenchException.Kind.USAGE, "no arrival of the trace is in that window");
    }
    return window;
  }

  /** Length of a bin in seconds, where the trace says no more than its bins. */
  double binSeconds() {
    boolean binned = format == TraceFormat.COUNTS || format == TraceFormat.AZURE;
    return binned ? micros(bin) / 1e6 : 0;
  }

  /** As options. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("format", format.name().toLowerCase(java.util.Locale.ROOT));
    if (format != TraceFormat.AZURE) {
      parameters.put("column", column);
    }
    if (binSeconds() > 0) {
      parameters.put("bin", TimeSpans.text(bin));
    }
    if (!function.isEmpty()) {
      parameters.put("function", function);
    }
    if (!trigger.isEmpty()) {
      parameters.put("trigger", trigger);
    }
    if (from != null) {
      parameters.put("from", TimeSpans.text(from));
    }
    if (duration != null) {
      parameters.put("duration", TimeSpans.text(duration));
    }
    return parameters;
  }

  private static long micros(Duration time) {
    return time.toNanos() / 1000;
  }
}
