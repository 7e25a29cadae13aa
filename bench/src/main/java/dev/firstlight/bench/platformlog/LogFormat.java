package dev.firstlight.bench.platformlog;

import dev.firstlight.bench.platformlog.LogEvent.End;
import dev.firstlight.bench.platformlog.LogEvent.Exit;
import dev.firstlight.bench.platformlog.LogEvent.InitReport;
import dev.firstlight.bench.platformlog.LogEvent.InitStart;
import dev.firstlight.bench.platformlog.LogEvent.Report;
import dev.firstlight.bench.platformlog.LogEvent.Start;
import dev.firstlight.bench.platformlog.LogEvent.TimedOut;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** How Lambda writes its log: a function is configured to one of the two. Stateless. */
public enum LogFormat {
  /** Lines with tabs. */
  TEXT {
    @Override
    public List<String> lines(LogEvent event, Instant time) {
      return text(event, time);
    }
  },
  /** An object on each line. */
  JSON {
    @Override
    public List<String> lines(LogEvent event, Instant time) {
      return LogJson.write(event, time).stream().toList();
    }
  };

  /** The lines that say so, without line breaks; none where this format has no place for it. */
  public abstract List<String> lines(LogEvent event, Instant time);

  private static List<String> text(LogEvent event, Instant time) {
    if (event instanceof InitStart init) {
      return List.of("INIT_START Initialization Type: " + init.type());
    } else if (event instanceof InitReport init) {
      return init.status().equals(LogEvent.SUCCESS) && init.phase().equals("init")
          ? List.of() // which the report of the first invocation tells
          : List.of(
              "INIT_REPORT Init Duration: %s ms\tPhase: %s\tStatus: %s%s"
                  .formatted(
                      millis(init.millis()),
                      init.phase(),
                      init.status(),
                      init.errorType().map(type -> "\tError Type: " + type).orElse("")));
    } else if (event instanceof Start start) {
      return List.of("START RequestId: " + start.requestId() + " Version: " + start.version());
    } else if (event instanceof Exit exit) {
      return List.of(
          "RequestId: %s Error: Runtime exited with error: %s"
              .formatted(exit.requestId(), exit.reason()),
          "Runtime.ExitError");
    } else if (event instanceof TimedOut timeout) {
      return List.of(
          String.format(
              Locale.ROOT,
              "%s %s Task timed out after %.2f seconds",
              time,
              timeout.requestId(),
              timeout.after().toMillis() / 1e3));
    } else if (event instanceof End end) {
      return List.of("END RequestId: " + end.requestId());
    }
    return List.of(report((Report) event));
  }

  private static String report(Report report) {
    StringBuilder line = new StringBuilder("REPORT RequestId: ").append(report.requestId());
    LogEvent.Times times = report.times();
    line.append("\tDuration: ").append(millis(times.duration())).append(" ms");
    line.append("\tBilled Duration: ").append(times.billed()).append(" ms");
    line.append("\tMemory Size: ").append(report.memorySizeMegabytes()).append(" MB");
    line.append("\tMax Memory Used: ").append(report.maxMemoryMegabytes()).append(" MB");
    times
        .init()
        .ifPresent(init -> line.append("\tInit Duration: ").append(millis(init)).append(" ms"));
    times
        .restore()
        .ifPresent(
            restore -> line.append("\tRestore Duration: ").append(millis(restore)).append(" ms"));
    times
        .billedRestore()
        .ifPresent(billed -> line.append("\tBilled Restore Duration: ").append(billed + " ms"));
    if (!report.status().equals(LogEvent.SUCCESS)) {
      line.append("\tStatus: ").append(report.status());
    }
    report.errorType().ifPresent(type -> line.append("\tError Type: ").append(type));
    return line.append('\t').toString();
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
