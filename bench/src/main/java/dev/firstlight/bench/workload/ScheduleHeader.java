package dev.firstlight.bench.workload;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a schedule says of itself before its arrivals.
 *
 * @param name for people, as {@code w40}
 * @param generator what made it: {@code mmpp}, {@code replay}, …, or another tool's name
 * @param parameters of the generator, named as options of the command line, with their values
 * @param seed of every random choice
 * @param requests in this schedule
 * @param duration of the whole workload; every arrival is due before its end, or at it. Whole
 *     microseconds
 * @param pool how many inputs payload indices choose from
 * @param part which part of the workload this is
 */
public record ScheduleHeader(
    String name,
    String generator,
    Map<String, String> parameters,
    long seed,
    long requests,
    Duration duration,
    int pool,
    Part part) {
  /** The schema that is written. */
  public static final String SCHEMA = "firstlight.schedule/1";

  /** The longest workload: a year, so that sums of times stay far from overflow. */
  public static final Duration LONGEST = Duration.ofDays(366);

  /** The largest pool of inputs. */
  public static final int LARGEST_POOL = 10_000_000;

  public ScheduleHeader {
    parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    if (requests < 0 || requests > part.requests()) {
      throw new IllegalArgumentException(
          "requests is %d; 0 to the %d of the whole workload are allowed"
              .formatted(requests, part.requests()));
    }
    if (part.isWhole() && requests != part.requests()) {
      throw new IllegalArgumentException(
          "requests is %d, but the whole workload has %d".formatted(requests, part.requests()));
    }
    if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "duration is %s; more than nothing, up to 366 days, is allowed".formatted(duration));
    }
    if (duration.toNanos() % 1000 != 0) {
      throw new IllegalArgumentException(
          "duration is %s; whole microseconds are allowed".formatted(duration));
    }
    if (pool < 1 || pool > LARGEST_POOL) {
      throw new IllegalArgumentException(
          "pool is %d; 1 to %d are allowed".formatted(pool, LARGEST_POOL));
    }
  }

  /** That part of this whole workload, which has that many requests. */
  public ScheduleHeader part(int index, int count, long inPart) {
    return new ScheduleHeader(
        name,
        generator,
        parameters,
        seed,
        inPart,
        duration,
        pool,
        new Part(index, count, part.requests()));
  }

  /** Mean requests a second of this schedule. */
  public double meanRate() {
    return requests / (duration.toNanos() / 1e9);
  }
}
