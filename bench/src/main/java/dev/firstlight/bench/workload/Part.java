package dev.firstlight.bench.workload;

/**
 * Which part of a workload a schedule is.
 *
 * @param index from 0
 * @param count of parts that the workload was split into; 1 for a whole one
 * @param requests of the whole workload
 */
public record Part(int index, int count, long requests) {
  /** More processes than this would not each get a sensible share of any workload. */
  public static final int MOST = 10_000;

  public Part {
    if (count < 1 || count > MOST || index < 0 || index >= count || requests < 0) {
      throw new IllegalArgumentException(
          "part %d of %d (of %d requests); 0 to count - 1 of 1 to %d are allowed"
              .formatted(index, count, requests, MOST));
    }
  }

  /** All of a workload. */
  public static Part whole(long requests) {
    return new Part(0, 1, requests);
  }

  /** Whether nothing is missing. */
  public boolean isWhole() {
    return count == 1;
  }
}
