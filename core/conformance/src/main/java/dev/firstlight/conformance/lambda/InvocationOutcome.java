package dev.firstlight.conformance.lambda;

import java.nio.ByteBuffer;
import java.time.Duration;

/** How an invocation of a function ended. */
public sealed interface InvocationOutcome {
  /**
   * When an invocation passed which point, each {@link System#nanoTime} of this process.
   *
   * @param submittedNanos somebody invoked the function
   * @param deliveredNanos the instance was sent the event
   * @param respondedNanos the last byte of its answer was here
   */
  record Timing(long submittedNanos, long deliveredNanos, long respondedNanos) {}

  /** The handler returned; what it returned. */
  record Response(ByteBuffer body, Timing timing) implements InvocationOutcome {
    public Response {
      body = body.slice().asReadOnlyBuffer();
    }

    /** The bytes; a view of its own position. */
    @Override
    public ByteBuffer body() {
      return body.duplicate();
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
      byte[] copy = new byte[body.remaining()];
      body.duplicate().get(copy);
      return copy;
    }
  }

  /**
   * The handler threw, or what it returned was refused.
   *
   * @param type as {@code Runtime.UserException} or {@code Function.ResponseSizeTooLarge}
   * @param body the JSON document with {@code errorMessage} and {@code errorType}
   */
  record FunctionError(String type, String body, Timing timing) implements InvocationOutcome {}

  /** The instance said that it cannot start. */
  record InitError(String type, String body) implements InvocationOutcome {}

  /** The event is larger than Lambda takes; no instance has seen it. */
  record TooLarge(int bytes) implements InvocationOutcome {}

  /** The function's timeout passed; Lambda would kill the instance now. */
  record TimedOut(Duration timeout) implements InvocationOutcome {}

  /** The instance ended without an answer. */
  record Lost(String reason) implements InvocationOutcome {}
}
