package dev.firstlight.coldstart;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What runs beside a cold start. Used by the thread that runs the start. */
final class Background {
  private final Executor executor;
  private final List<CompletableFuture<?>> tasks = new ArrayList<>();

  /**
   * @param executor runs the tasks, each on a thread of its own: they wait for one another
   */
  Background(Executor executor) {
    this.executor = executor;
  }

  /** Begins a task. */
  <T> CompletableFuture<T> begin(Supplier<T> task) {
    CompletableFuture<T> future = CompletableFuture.supplyAsync(task, executor);
    tasks.add(future);
    return future;
  }

  /** Waits until no task runs any more, well or badly. */
  void settle() {
    for (CompletableFuture<?> task : tasks) {
      task.handle((done, failure) -> true).join();
    }
  }

  /** Waits for an outcome; what went wrong comes out as it was thrown. */
  static <T> T join(CompletableFuture<T> outcome) {
    try {
      return outcome.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }
}
