package dev.firstlight.bench.workload.export;

import dev.firstlight.bench.workload.Arrivals;
import dev.firstlight.bench.workload.Schedule;
import java.io.IOException;
import java.io.Writer;

/**
 * The file of NVIDIA perf_analyzer's {@code --request-intervals}: a line a request, the
 * microseconds to wait before it. perf_analyzer begins again at the end of the file.
 */
public final class PerfAnalyzerIntervals {
  private PerfAnalyzerIntervals() {}

  /** Writes it. */
  public static void write(Schedule schedule, Writer out) throws IOException {
    long before = 0;
    try (Arrivals arrivals = schedule.arrivals()) {
      while (arrivals.hasNext()) {
        long micros = arrivals.next().offsetNanos() / 1000;
        out.write((micros - before) + "\n");
        before = micros;
      }
    }
  }
}
