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
