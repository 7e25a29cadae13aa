package dev.firstlight.bench.isolation;

import dev.firstlight.conformance.process.StartCommand;
import java.util.OptionalLong;

/** The place of one instance. Safe for use by several threads. */
public interface Cell extends AutoCloseable {
  /** The command that starts the instance in here instead of anywhere. */
  StartCommand within(StartCommand command);

  /** Says which process it became. */
  void started(long pid);

  /** Stops all of its processes until they are thawed. Harmless where they are stopped. */
  void freeze();

  /** Lets them go on. Harmless where they do. */
  void thaw();

  /** CPU time that its processes have used, where it is counted. */
  default OptionalLong cpuNanos() {
    return OptionalLong.empty();
  }

  /**
   * The process that the instance is, where what was started only brings it about; 0 as long as
   * there is none.
   *
   * @param started what was started
   */
  default long instance(long started) {
    return started;
  }

  /**
   * When that process was created, as {@link System#nanoTime} tells it.
   *
   * @param startedNanos when what brought it about was started
   */
  default long createdNanos(long startedNanos) {
    return startedNanos;
  }

  /** Bytes that it has held at most, where they are counted for all of it together. */
  default OptionalLong peakBytes() {
    return OptionalLong.empty();
  }

  /** Whether its processes cannot hold more memory than they may. */
  default boolean limitsMemory() {
    return false;
  }

  /** Whether one of its processes was killed as they held more memory than they may. */
  default boolean ranOutOfMemory() {
    return false;
  }

  /** Ends what is left in it, and removes it. Closing twice is harmless. */
  @Override
  void close();
}
