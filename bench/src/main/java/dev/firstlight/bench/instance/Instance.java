package dev.firstlight.bench.instance;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import java.io.IOException;
import java.time.Duration;

/**
 * An instance in a process of its own. One request at a time, from one thread; closing, from any
 * thread, kills it with all its descendants.
 */
public interface Instance extends AutoCloseable {
  /** {@link System#nanoTime} just before its process was created. */
  long spawnNanos();

  /**
   * {@link System#nanoTime} when the process was created that answers: later than {@link
   * #spawnNanos} where a container was made for it first. Known once it has answered.
   */
  default long createdNanos() {
    return spawnNanos();
  }

  /** The process; 0 as long as there is none, as while a container is made. */
  long pid();

  /**
   * Sends a request and waits for its answer; the first one waits for the instance to come up.
   *
   * @throws IOException if there is no answer; the message has what the instance printed last
   */
  Reply send(Call call) throws IOException, InterruptedException;

  /**
   * Asks it to end as its platform does, and waits until it has.
   *
   * @throws IOException if it still runs after that time
   */
  void end(Duration atMost) throws IOException, InterruptedException;

  @Override
  void close();

  /**
   * An answer with its times, each {@link System#nanoTime}.
   *
   * @param answer the answer
   * @param sentNanos when the request went out, or was to go out had anybody listened
   * @param firstByteNanos when the first byte came; where the platform hands over whole answers,
   *     when that happened
   * @param doneNanos when the last byte came
   */
  record Reply(Answer answer, long sentNanos, long firstByteNanos, long doneNanos) {}
}
