package dev.firstlight.bench.workload.stats;

import dev.firstlight.bench.workload.Arrivals;

/**
 * How many arrivals each of a row of equal windows holds. The array is not copied: do not write.
 */
public final class CountSeries {
  /** Windows of one series at most, so that memory is bounded. */
  public static final int MOST = 2_000_000;

  private final double seconds;
  private final long[] counts;

  private CountSeries(double seconds, long[] counts) {
    this.seconds = seconds;
    this.counts = counts;
  }

  /**
   * Windows of those counts.
   *
   * @param seconds length of a window
   */
  public static CountSeries of(double seconds, long[] counts) {
    return new CountSeries(seconds, counts.clone());
  }

  /** Counts the arrivals of a pass into windows of so many microseconds. */
  public static CountSeries of(Arrivals arrivals, long durationMicros, long windowMicros) {
    long[] counts = new long[(int) Math.max(1, (durationMicros + windowMicros - 1) / windowMicros)];
    while (arrivals.hasNext()) {
      long micros = arrivals.next().offsetNanos() / 1000;
      counts[(int) Math.min(counts.length - 1, micros / windowMicros)]++;
    }
    return new CountSeries(windowMicros / 1e6, counts);
  }

  /** Length of a window. */
  public double seconds() {
    return seconds;
  }

  /** How many windows there are. */
  public int size() {
    return counts.length;
  }

  /** What the n-th window holds. */
  public long count(int n) {
    return counts[n];
  }

  /** Arrivals in all of them. */
  public long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  /** Mean of a window. */
  public double mean() {
    return (double) total() / counts.length;
  }

  /** The same arrivals in windows so many times as long; what fills no window is left out. */
  public CountSeries merged(int times) {
    long[] merged = new long[counts.length / times];
    for (int i = 0; i < merged.length * times; i++) {
      merged[i / times] += counts[i];
    }
    return new CountSeries(seconds * times, merged);
  }

  /** Variance between windows; NaN for fewer than two. */
  public double variance() {
    double mean = mean();
    double sum = 0;
    for (long count : counts) {
      sum += (count - mean) * (count - mean);
    }
    return counts.length < 2 ? Double.NaN : sum / (counts.length - 1);
  }

  /** Index of dispersion: variance over mean, 1 for Poisson, 0 for equal distances. */
  public double dispersion() {
    return mean() == 0 ? Double.NaN : variance() / mean();
  }

  /** Correlation of windows so many apart; NaN where all are alike. */
  public double autocorrelation(int lag) {
    double mean = mean();
    double sum = 0;
    double all = 0;
    for (int i = 0; i < counts.length; i++) {
      double off = counts[i] - mean;
      all += off * off;
      if (i + lag < counts.length) {
        sum += off * (counts[i + lag] - mean);
      }
    }
    return all == 0 ? Double.NaN : sum / all;
  }
}
