package dev.firstlight.bench.workload.trace;

import java.util.Arrays;

/**
 * Recorded arrivals, 8 bytes each.
 *
 * <p>Its array is sorted and not copied: do not write to it.
 */
public final class Trace {
  /** Arrivals of one trace at most: 800 MB of them. */
  static final int MOST = 100_000_000;

  private final long[] micros;
  private final long durationMicros;

  Trace(long[] micros, long durationMicros) {
    Arrays.sort(micros);
    this.micros = micros;
    this.durationMicros = durationMicros;
  }

  /** How many arrivals there are. */
  public int size() {
    return micros.length;
  }

  /** When the n-th is due, microseconds since the beginning. */
  public long micros(int n) {
    return micros[n];
  }

  /** Length in microseconds. */
  public long durationMicros() {
    return durationMicros;
  }

  /** What lies in a window of it, which becomes the beginning. */
  public Trace window(long fromMicros, long lengthMicros) {
    long end = Math.min(durationMicros, fromMicros + lengthMicros);
    long[] inside =
        Arrays.stream(micros)
            .filter(each -> each >= fromMicros && each < end)
            .map(each -> each - fromMicros)
            .toArray();
    return new Trace(inside, Math.max(1, end - fromMicros));
  }

  /** The same with time running so many times as fast. */
  public Trace compressed(double times) {
    long duration = Math.max(1, Math.round(durationMicros / times));
    return new Trace(
        Arrays.stream(micros).map(each -> Math.min(duration, (long) (each / times))).toArray(),
        duration);
  }
}
