package dev.firstlight.conformance;

import java.io.IOException;
import java.util.Map;

/** Starts instances of one handler in one way; what a handler's tests give the kit. */
@FunctionalInterface
public interface HandlerStarter {
  /**
   * Starts an instance. It may return before the instance can predict, but not before it can be
   * called.
   *
   * @param environment {@code FIRSTLIGHT_…} variables; the starter adds what its platform sets
   * @throws IOException if the instance ended instead
   */
  RunningHandler start(Map<String, String> environment) throws IOException, InterruptedException;
}
