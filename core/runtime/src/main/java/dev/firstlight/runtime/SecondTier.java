package dev.firstlight.runtime;

/**
 * Whether a model that was loaded in a form which predicts slower is replaced, in the background,
 * by one that predicts at full speed.
 */
public enum SecondTier {
  /** Where its package says that it predicts noticeably slower. */
  AUTO,
  /** Wherever the form that was loaded leaves work undone. */
  ON,
  /** Never; as where the platform stops the process between requests. */
  OFF;

  /** What is lost in noise and in the replacement itself. */
  private static final double NOTICEABLE = 1.05;

  /**
   * Whether a model is to be replaced.
   *
   * @param slowdown how many times as long it predicts as at full speed
   */
  public boolean replaces(double slowdown) {
    return this == ON || (this == AUTO && slowdown > NOTICEABLE);
  }
}
