package dev.firstlight.bench.workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Schedules for tests. */
public final class Schedules {
  private Schedules() {}

  /** A whole workload at random times of one minute. */
  public static Schedule random(long seed, int requests, int pool) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Long> micros = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      micros.add(random.nextLong(60_000_001));
    }
    micros.sort(null);
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      arrivals.add(new Arrival(i, micros.get(i) * 1000, random.nextInt(pool)));
    }
    return of(
        new ScheduleHeader(
            "random",
            "test",
            Map.of("requests", "" + requests),
            seed,
            requests,
            Duration.ofMinutes(1),
            pool,
            Part.whole(requests)),
        arrivals);
  }

  /** A schedule with those arrivals. */
  public static Schedule of(ScheduleHeader header, List<Arrival> arrivals) {
    return new Listed(header, List.copyOf(arrivals));
  }

  /** All of a schedule's arrivals. */
  public static List<Arrival> all(Schedule schedule) {
    List<Arrival> all = new ArrayList<>();
    try (Arrivals arrivals = schedule.arrivals()) {
      arrivals.forEachRemaining(all::add);
    }
    return all;
  }

  private record Listed(ScheduleHeader header, List<Arrival> list) implements Schedule {
    @Override
    public Arrivals arrivals() {
      Iterator<Arrival> each = list.iterator();
      return new Arrivals() {
        @Override
        public boolean hasNext() {
          return each.hasNext();
        }

        @Override
        public Arrival next() {
          return each.next();
        }

        @Override
        public void close() {}
      };
    }
  }
}
