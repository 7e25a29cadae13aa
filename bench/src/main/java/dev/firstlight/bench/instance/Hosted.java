package dev.firstlight.bench.instance;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.lambda.Initialisation;
import dev.firstlight.conformance.process.ChildProcess;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * An instance as its platform drives it. Safe for use by several threads; nothing here waits.
 * Closing kills it; what it works on is lost then.
 */
public interface Hosted extends AutoCloseable {
  /** Its process. */
  ChildProcess process();

  /** Completes when it can take requests, or never will. */
  CompletableFuture<Initialisation> initialisation();

  /**
   * Hands a request over, once it has been initialised.
   *
   * @param timeout after which no answer counts
   * @return what became of it; never completes exceptionally
   */
  CompletableFuture<Turn> send(Call call, Duration timeout);

  /** Completes when it has nothing more to do for the requests that it had. */
  CompletableFuture<Void> idle();

  /** Cuts its connections to the platform, as a network would; the process runs on. */
  void cut();

  @Override
  void close();

  /** What became of a request that an instance was given. */
  sealed interface Turn {
    /**
     * It was answered.
     *
     * @param answer as the platform's front passes it on
     * @param givenNanos {@link System#nanoTime} when the instance got it
     * @param answeredNanos when the answer was here
     */
    record Answered(Answer answer, long givenNanos, long answeredNanos) implements Turn {}

    /** The function failed; the instance goes on. */
    record Failed(String type, String message) implements Turn {}

    /** Its time was over. */
    record TimedOut() implements Turn {}

    /** The request is larger than the platform takes; the instance has not seen it. */
    record TooLarge(long bytes) implements Turn {}

    /** The instance, or the connection to it, was lost. */
    record Lost(String reason) implements Turn {}
  }
}
