package dev.firstlight.runtime;

import java.util.Optional;

/**
 * What became of a second tier.
 *
 * @param artifact the artifact of both tiers
 * @param waitMillis from the load of the first until the building of the second began
 * @param buildMillis that building it took
 * @param failure why there is none, if it failed; the first then goes on serving
 */
public record TierChange(
    String artifact, double waitMillis, double buildMillis, Optional<String> failure) {
  /** Hears of them. Called once for each second tier, on a thread of its own. */
  @FunctionalInterface
  public interface Listener {
    /** The second tier serves from now on, or failed. */
    void changed(TierChange change);
  }
}
