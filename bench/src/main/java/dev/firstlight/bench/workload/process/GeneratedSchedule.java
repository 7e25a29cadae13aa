package dev.firstlight.bench.workload.process;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.workload.Arrival;
import dev.firstlight.bench.workload.Arrivals;
import dev.firstlight.bench.workload.Part;
import dev.firstlight.bench.workload.Schedule;
import dev.firstlight.bench.workload.ScheduleHeader;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

/**
 * Poisson arrivals of an intensity, drawn anew in every pass: nothing is kept but the intensity.
 *
 * <p>Arrivals of rate 1 are made by adding exponential gaps, and carried to the time at which the
 * intensity's integral has that value. Where their number is given, the gaps are scaled so that one
 * more than that number of them fills the whole: these are the order statistics of so many
 * independent arrivals, which is the law of the process given its number.
 */
public final class GeneratedSchedule implements Schedule {
  private static final long MOST = 2_000_000_000;

  private final ScheduleHeader header;
  private final Intensity intensity;
  private final double scale;

  private GeneratedSchedule(ScheduleHeader header, Intensity intensity, double scale) {
    this.header = header;
    this.intensity = intensity;
    this.scale = scale;
  }

  /**
   * A schedule of an intensity.
   *
   * @param requests how many arrivals there must be; where absent, chance decides
   * @throws BenchException of kind USAGE if that is impossible
   */
  public static GeneratedSchedule of(Recipe recipe, Intensity intensity, OptionalLong requests) {
    double total = intensity.total();
    if (total > MOST || requests.orElse(0) > MOST) {
      throw Rates.usage(
          "about %,.0f requests are too many; %,d are allowed"
              .formatted(Math.max(total, (double) requests.orElse(0)), MOST));
    }
    if (requests.orElse(0) > 0 && total == 0) {
      throw Rates.usage("--requests %d need a rate above 0".formatted(requests.orElse(0)));
    }
    Draws draws = Draws.of(recipe.seed(), Draws.Purpose.ARRIVALS);
    long count = 0;
    double scale = 1;
    double sum = draws.exponential();
    if (requests.isPresent()) {
      count = requests.getAsLong();
      for (long i = 0; i < count; i++) {
        sum += draws.exponential();
      }
      scale = total / sum;
    } else {
      for (; sum <= total; sum += draws.exponential()) {
        count++;
      }
    }
    return new GeneratedSchedule(recipe.header(count), intensity, scale);
  }

  @Override
  public ScheduleHeader header() {
    return header;
  }

  @Override
  public Arrivals arrivals() {
    return new Pass();
  }

  /**
   * What a header says beside the number of requests.
   *
   * @param seed of all random choices
   */
  public record Recipe(
      String name,
      String generator,
      java.util.Map<String, String> parameters,
      long seed,
      java.time.Duration duration,
      int pool) {
    /** The header of a whole workload of so many requests. */
    public ScheduleHeader header(long requests) {
      return new ScheduleHeader(
          name, generator, parameters, seed, requests, duration, pool, Part.whole(requests));
    }
  }

  private final class Pass implements Arrivals {
    private final Draws times = Draws.of(header.seed(), Draws.Purpose.ARRIVALS);
    private final Draws payloads = Draws.of(header.seed(), Draws.Purpose.PAYLOADS);
    private final Intensity.Inverse inverse = intensity.inverse();
    private final long lastMicros = header.duration().toNanos() / 1000;
    private long sequence;
    private double mass;

    @Override
    public boolean hasNext() {
      return sequence < header.requests();
    }

    @Override
    public Arrival next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      mass += times.exponential();
      long micros = Math.min(lastMicros, (long) (inverse.seconds(mass * scale) * 1e6));
      return new Arrival(sequence++, micros * 1000, payloads.index(header.pool()));
    }

    @Override
    public void close() {}
  }
}
