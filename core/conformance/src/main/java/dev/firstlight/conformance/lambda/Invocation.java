package dev.firstlight.conformance.lambda;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** One invocation on its way; used by the event loop only, but for its result. */
final class Invocation {
  final String id = UUID.randomUUID().toString();
  final Buffer event;
  final Duration timeout;
  final CompletableFuture<InvocationOutcome> result = new CompletableFuture<>();
  final long submittedNanos = System.nanoTime();
  long deliveredNanos;
  long timer = -1;

  Invocation(Buffer event, Duration timeout) {
    this.event = event;
    this.timeout = timeout;
  }

  InvocationOutcome.Timing timing(long respondedNanos) {
    return new InvocationOutcome.Timing(submittedNanos, deliveredNanos, respondedNanos);
  }

  /** In the form that X-Ray gives trace headers. */
  String traceId() {
    String digits = id.replace("-", "");
    return "Root=1-%08x-%s;Parent=%s;Sampled=0"
        .formatted(
            System.currentTimeMillis() / 1000, digits.substring(0, 24), digits.substring(8, 24));
  }
}
