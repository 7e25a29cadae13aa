package dev.firstlight;

import dev.firstlight.Starter.Started;
import dev.firstlight.coldstart.ColdStartRecord.Failure;
import dev.firstlight.fault.RequestException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * One cold start, whoever asks and however many do: the first to ask begins it, and all wait for
 * the same one. Safe for use by several threads.
 */
final class ColdStartFlight {
  private final Function<CompletableFuture<?>, Started> start;
  private final Executor executor;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CompletableFuture<Started> outcome = new CompletableFuture<>();
  private final CompletableFuture<Void> wanted = new CompletableFuture<>();

  /**
   * @param start runs it; gets what completes when somebody first has a request for the model
   */
  ColdStartFlight(Function<CompletableFuture<?>, Started> start, Executor executor) {
    this.start = start;
    this.executor = executor;
  }

  /** Somebody has a request for the model, and must not wait longer than it takes to load. */
  void want() {
    wanted.complete(null);
  }

  /** Begins it, unless it has begun. */
  void begin() {
    if (begun.compareAndSet(false, true)) {
      executor.execute(
          () -> {
            try {
              outcome.complete(start.apply(wanted));
            } catch (RuntimeException | Error e) {
              outcome.completeExceptionally(e);
            }
          });
    }
  }

  boolean hasBegun() {
    return begun.get();
  }

  /** Whether it is over, well or badly. */
  boolean isOver() {
    return outcome.isDone();
  }

  /** Runs when it is over with a record, well or badly. */
  void whenOver(java.util.function.Consumer<Started> action) {
    var unused = outcome.thenAccept(action);
  }

  /** Waits until it is over, well or badly, but no longer than that. */
  void awaitOver(Duration atMost) {
    try {
      outcome.handle((started, failure) -> true).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      return;
    }
  }

  /** Waits for its outcome, beginning it if need be. */
  Started await() {
    begin();
    try {
      return outcome.get();
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      throw rethrown(e);
    }
  }

  /**
   * Waits until the model is ready.
   *
   * @throws RequestException of kind UNAVAILABLE if the cold start failed, DEADLINE if it takes
   *     longer than the request may wait
   */
  Serving serving(Deadline deadline, long nowNanos) {
    begin();
    try {
      long left = outcome.isDone() ? 1 : Math.max(0, deadline.left(nowNanos));
      return serving(outcome.get(left, TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      throw deadline.passed();
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      throw rethrown(e);
    }
  }

  static Serving serving(Started started) {
    return started
        .serving()
        .orElseThrow(
            () -> {
              Failure failure =
                  started.record().failure().orElse(new Failure("unknown", "unknown"));
              return new RequestException(
                  RequestException.Kind.UNAVAILABLE,
                  "cold start failed in %s: %s".formatted(failure.stage(), failure.cause()));
            });
  }

  private static RequestException interrupted() {
    Thread.currentThread().interrupt();
    return new RequestException(RequestException.Kind.UNAVAILABLE, "the instance is shutting down");
  }

  /** What came out of the start is fatal; it goes on to whoever can end the process. */
  private static RuntimeException rethrown(ExecutionException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
  }
}
