package dev.firstlight.store;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Waits between two attempts: twice as long each time up to a limit, half of it by chance, so that
 * many instances that failed together do not come back together. Safe for use by several threads.
 */
public final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final int MAX_DOUBLINGS = 7;

  private final Duration first;
  private final DoubleSupplier random;

  /** Waits 50 to 100 ms after the first failure, up to 13 s later. */
  public Backoff() {
    this(FIRST, Backoff::chance);
  }

  /**
   * @param first the longest wait after the first failure
   * @param random from 0 to 1; must be safe for use by several threads
   */
  public Backoff(Duration first, DoubleSupplier random) {
    this.first = first;
    this.random = random;
  }

  /**
   * From 0 to 1, of the time: a generator with a state would give all copies of a snapshot the same
   * numbers, and they would come back together.
   */
  private static double chance() {
    return ((System.nanoTime() * 0x9E3779B97F4A7C15L) >>> 11) * 0x1.0p-53;
  }

  /** How long to wait after that many failures in a row. */
  Duration after(int failures) {
    long most = first.toNanos() << Math.min(Math.max(0, failures - 1), MAX_DOUBLINGS);
    return Duration.ofNanos(most / 2 + (long) (most / 2.0 * random.getAsDouble()));
  }

  /**
   * Waits.
   *
   * @throws InterruptedIOException if the thread is interrupted; it stays so
   */
  public void await(int failures) throws InterruptedIOException {
    try {
      Thread.sleep(after(failures).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted between two attempts");
    }
  }
}
