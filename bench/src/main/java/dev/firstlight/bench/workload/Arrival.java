package dev.firstlight.bench.workload;

/**
 * One intended request.
 *
 * @param sequence its number in the whole workload, from 0; parts of a split workload keep it, so
 *     that what was measured of them merges exactly
 * @param offsetNanos when it is due, in nanoseconds since the workload began; files keep
 *     microseconds
 * @param payload index of what it carries in the pool of inputs
 */
public record Arrival(long sequence, long offsetNanos, int payload) {
  public Arrival {
    if (sequence < 0 || offsetNanos < 0 || payload < 0) {
      throw new IllegalArgumentException(
          "an arrival has no negative numbers: sequence %d, offset %d ns, payload %d"
              .formatted(sequence, offsetNanos, payload));
    }
  }
}
