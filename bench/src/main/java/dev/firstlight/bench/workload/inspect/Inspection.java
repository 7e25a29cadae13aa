package dev.firstlight.bench.workload.inspect;

import dev.firstlight.bench.workload.Arrival;
import dev.firstlight.bench.workload.Arrivals;
import dev.firstlight.bench.workload.ScheduleHeader;
import dev.firstlight.bench.workload.stats.CountSeries;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What a schedule is like, from one pass through it.
 *
 * @param fine counts in up to 20,000 windows, of which the rest is made
 * @param shown counts in up to 180 windows, for people
 * @param dispersions by length of window
 * @param correlations of shown windows, by how many apart
 * @param gapVariation standard deviation of the gaps between arrivals over their mean: 1 for
 *     Poisson, 0 for equal distances
 * @param inputs how many different payloads are drawn
 */
public record Inspection(
    CountSeries fine,
    CountSeries shown,
    List<Dispersion> dispersions,
    List<Double> correlations,
    double gapVariation,
    int inputs) {
  private static final int FINE = 20_000;
  private static final int SHOWN = 180;
  private static final int LEAST_WINDOWS = 15;
  private static final int LAGS = 30;

  public Inspection {
    dispersions = List.copyOf(dispersions);
    correlations = List.copyOf(correlations);
  }

  /**
   * Index of dispersion for counts.
   *
   * @param seconds length of the windows
   * @param value of their counts: variance over mean
   * @param windows that there are
   */
  public record Dispersion(double seconds, double value, int windows) {}

  /** Goes through a schedule's arrivals. */
  public static Inspection of(ScheduleHeader header, Arrivals arrivals) {
    long duration = header.duration().toNanos() / 1000;
    int merge = (FINE + SHOWN - 1) / SHOWN;
    long window = Math.max(1, (duration + (long) merge * SHOWN - 1) / ((long) merge * SHOWN));
    Gaps gaps = new Gaps(arrivals);
    CountSeries fine = CountSeries.of(gaps, duration, window);
    CountSeries shown = fine.merged(Math.min(merge, fine.size()));
    List<Dispersion> dispersions = new ArrayList<>();
    for (int times = 1; fine.size() / times >= LEAST_WINDOWS; times *= 4) {
      CountSeries merged = fine.merged(times);
      dispersions.add(new Dispersion(merged.seconds(), merged.dispersion(), merged.size()));
    }
    List<Double> correlations = new ArrayList<>();
    for (int lag = 1; lag <= Math.min(LAGS, shown.size() - 2); lag++) {
      correlations.add(shown.autocorrelation(lag));
    }
    return new Inspection(
        fine, shown, dispersions, correlations, gaps.variation(), gaps.payloads.cardinality());
  }

  /** Passes arrivals on and remembers their gaps and payloads. */
  private static final class Gaps implements Arrivals {
    private final Arrivals arrivals;
    private final BitSet payloads = new BitSet();
    private long count;
    private long before = -1;
    private double mean;
    private double squares;

    Gaps(Arrivals arrivals) {
      this.arrivals = arrivals;
    }

    @Override
    public boolean hasNext() {
      return arrivals.hasNext();
    }

    @Override
    public Arrival next() {
      Arrival arrival = arrivals.next();
      payloads.set(arrival.payload());
      if (before >= 0) {
        // Welford's recurrence, as sums of squares of nanoseconds lose what is small.
        double gap = arrival.offsetNanos() - before;
        count++;
        double off = gap - mean;
        mean += off / count;
        squares += off * (gap - mean);
      }
      before = arrival.offsetNanos();
      return arrival;
    }

    double variation() {
      return count < 2 || mean == 0 ? Double.NaN : Math.sqrt(squares / (count - 1)) / mean;
    }

    @Override
    public void close() {
      arrivals.close();
    }
  }
}
