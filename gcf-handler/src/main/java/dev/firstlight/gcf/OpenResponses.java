package dev.firstlight.gcf;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Counts the requests whose responses are not written yet. The platform does not: at the signal to
 * end the JVM runs its shutdown hooks and is gone, whatever a request's thread is doing. Safe for
 * use by several threads.
 */
final class OpenResponses {
  private int count;

  /** Counts one more. */
  synchronized void begin() {
    count++;
  }

  /** Counts one less. */
  synchronized void end() {
    count--;
    if (count == 0) {
      notifyAll();
    }
  }

  /** How many there are. */
  synchronized int count() {
    return count;
  }

  /**
   * Waits until there is none.
   *
   * @return how many are left, because the time is over or the thread was interrupted
   */
  synchronized int awaitNone(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    try {
      while (count > 0) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
          break;
        }
        wait(millis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return count;
  }
}
