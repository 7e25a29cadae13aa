package dev.firstlight.bench.budget;

/**
 * What became of a limit.
 *
 * @param limit which
 * @param outcome whether it holds
 * @param says what was found, in figures
 */
public record Finding(Budget.Limit limit, Outcome outcome, String says) {
  /** Whether a limit holds. */
  public enum Outcome {
    /** It is shown to hold. */
    MET,
    /** It is shown not to. */
    VIOLATED,
    /** Too little was measured to tell. */
    UNDECIDED
  }
}
