package dev.firstlight.bench.record;

/**
 * Which deployment of a study a request belongs to: one that varies a factor and holds the rest.
 *
 * @param factor that varies, as {@code firstlight study} names it
 * @param value of it
 * @param turn of the study, the first being 0; each value has one deployment a turn
 * @param coldStart whether the platform started an instance for the request
 */
public record Trial(String factor, long value, int turn, boolean coldStart) {
  public Trial {
    if (factor.isBlank() || value < 0 || turn < 0) {
      throw new IllegalArgumentException("a trial names its factor, value and turn");
    }
  }
}
