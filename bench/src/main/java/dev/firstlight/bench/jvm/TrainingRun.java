package dev.firstlight.bench.jvm;

import java.io.IOException;
import java.util.List;

/** Runs an application once, as it will be used, to its orderly end. */
@FunctionalInterface
public interface TrainingRun {
  /**
   * Runs it.
   *
   * @param flags of the JVM beside its usual ones; they make it write the archive when it ends
   * @throws IOException if it does not start, does not answer or does not end
   */
  void run(List<String> flags) throws IOException, InterruptedException;
}
