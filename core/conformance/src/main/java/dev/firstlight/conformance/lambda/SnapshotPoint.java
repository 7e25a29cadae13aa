package dev.firstlight.conformance.lambda;

import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where an instance stands while Lambda's SnapStart would make a snapshot of it: it has asked to be
 * told of its restoration. Here no snapshot is made, and the process itself goes on. Used by the
 * event loop only, but for {@link #reached}.
 */
final class SnapshotPoint {
  private final CompletableFuture<Initialisation> reached = new CompletableFuture<>();
  private boolean holds;
  private boolean passed;
  private @Nullable HttpServerResponse waiting;

  /** Completes when the instance stands there, or cannot get there. */
  CompletableFuture<Initialisation> reached() {
    return reached.copy();
  }

  /** From now on whoever comes here waits; without it, nobody does. */
  void hold() {
    holds = true;
  }

  /** The instance asks to be told of its restoration. */
  void arrive(HttpServerResponse response) {
    if (holds) {
      waiting = response;
    } else {
      passed = true;
      response.end();
    }
    reached.complete(new Initialisation.Ready(System.nanoTime()));
  }

  /** Tells it. */
  void restore() {
    HttpServerResponse response = waiting;
    holds = false;
    if (response != null) {
      waiting = null;
      passed = true;
      response.end();
    }
  }

  /** Whether the instance goes on as a restored one. */
  boolean isPassed() {
    return passed;
  }

  /** The instance will not get there any more. */
  void miss(Initialisation why) {
    reached.complete(why);
  }
}
