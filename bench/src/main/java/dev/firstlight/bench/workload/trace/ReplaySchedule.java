package dev.firstlight.bench.workload.trace;

import dev.firstlight.bench.workload.Arrival;
import dev.firstlight.bench.workload.Arrivals;
import dev.firstlight.bench.workload.Schedule;
import dev.firstlight.bench.workload.ScheduleHeader;
import dev.firstlight.bench.workload.process.Draws;
import java.util.NoSuchElementException;

/**
 * A trace as a schedule: all of its arrivals, or as many as the header has, every choice of so many
 * being equally likely (Knuth's algorithm S). Payloads are drawn, as traces have none.
 *
 * @param header of what is written
 * @param trace with at least as many arrivals
 */
public record ReplaySchedule(ScheduleHeader header, Trace trace) implements Schedule {
  public ReplaySchedule {
    if (header.requests() > trace.size()) {
      throw new IllegalArgumentException(
          "%d requests of the %d of a trace".formatted(header.requests(), trace.size()));
    }
  }

  @Override
  public Arrivals arrivals() {
    Draws payloads = Draws.of(header.seed(), Draws.Purpose.PAYLOADS);
    Draws sample = Draws.of(header.seed(), Draws.Purpose.SAMPLE);
    return new Arrivals() {
      private long sequence;
      private int at;

      @Override
      public boolean hasNext() {
        return sequence < header.requests();
      }

      @Override
      public Arrival next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        while ((trace.size() - at) * sample.uniform() >= header.requests() - sequence) {
          at++;
        }
        return new Arrival(sequence++, trace.micros(at++) * 1000, payloads.index(header.pool()));
      }

      @Override
      public void close() {}
    };
  }
}
