package dev.firstlight.bench.workload.process;

import dev.firstlight.bench.workload.Arrival;
import dev.firstlight.bench.workload.Arrivals;
import dev.firstlight.bench.workload.Schedule;
import dev.firstlight.bench.workload.ScheduleHeader;
import java.util.NoSuchElementException;

/**
 * Arrivals at equal distances, the first at once.
 *
 * @param header with the number of requests and the duration that they are spread over
 */
public record EvenSchedule(ScheduleHeader header) implements Schedule {
  @Override
  public Arrivals arrivals() {
    Draws payloads = Draws.of(header.seed(), Draws.Purpose.PAYLOADS);
    double gap = header.duration().toNanos() / 1000.0 / Math.max(1, header.requests());
    return new Arrivals() {
      private long sequence;

      @Override
      public boolean hasNext() {
        return sequence < header.requests();
      }

      @Override
      public Arrival next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        long micros = (long) (gap * sequence);
        return new Arrival(sequence++, micros * 1000, payloads.index(header.pool()));
      }

      @Override
      public void close() {}
    };
  }
}
