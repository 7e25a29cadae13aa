package dev.firstlight.bench.platform;

import java.time.Duration;

/**
 * So many in a period, as a bucket of tokens that fills up steadily. Not safe for use by several
 * threads.
 */
final class ScalingRate {
  private final double most;
  private final double perNano;
  private double tokens;
  private long lastNanos;

  /**
   * A full bucket.
   *
   * @param count that may come in a period, and at once
   * @param nowNanos {@link System#nanoTime}
   */
  ScalingRate(int count, Duration period, long nowNanos) {
    this.most = count;
    this.perNano = count / (double) period.toNanos();
    this.tokens = count;
    this.lastNanos = nowNanos;
  }

  /** Takes one, if there is one. */
  boolean take(long nowNanos) {
    tokens = Math.min(most, tokens + (nowNanos - lastNanos) * perNano);
    lastNanos = nowNanos;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
