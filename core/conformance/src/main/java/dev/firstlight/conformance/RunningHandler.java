package dev.firstlight.conformance;

import java.io.IOException;
import java.util.List;

/**
 * An instance of a handler that answers calls, in this process or in one of its own. Safe for use
 * by several threads.
 */
public interface RunningHandler extends AutoCloseable {
  /**
   * Sends a call over the handler's own wire and waits for its answer.
   *
   * @throws IOException if there was none: the instance died, or its platform reports a failure
   */
  Answer send(Call call) throws IOException, InterruptedException;

  /** Whether the wire can carry that call; a direct invocation has neither path nor headers. */
  default boolean carries(Call call) {
    return true;
  }

  /** Whether answers have headers. */
  default boolean hasHeaders() {
    return true;
  }

  /** Whether the instance is still there. */
  boolean isAlive();

  /** The lines that the instance has logged until now. */
  List<String> log();

  /** Ends the instance. Closing twice is harmless. */
  @Override
  void close();
}
