package dev.firstlight;

import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.Header;
import dev.firstlight.inference.InferenceRequest;
import java.time.Duration;
import java.time.Instant;

/** When a request is given up on, as a reading of {@link System#nanoTime}. */
record Deadline(long nanos, Duration granted) {
  private static final long MAX_MILLIS = Duration.ofDays(1).toMillis();

  /**
   * The earliest of what the service grants, what the client asks for and what the platform says.
   */
  static Deadline of(InferenceRequest request, Duration requestTimeout, long nowNanos) {
    Duration granted = requestTimeout;
    String asked = request.headers().find(Header.TIMEOUT);
    if (asked != null) {
      Duration wanted = Duration.ofMillis(millis(asked));
      granted = wanted.compareTo(granted) < 0 ? wanted : granted;
    }
    long nanos = request.receivedNanos() + granted.toNanos();
    if (request.deadline().isPresent()) {
      Duration left = Duration.between(Instant.now(), request.deadline().get());
      nanos = Math.min(nanos, nowNanos + left.toNanos());
    }
    return new Deadline(nanos, granted);
  }

  private static long millis(String asked) {
    try {
      long millis = Long.parseLong(asked.trim());
      if (millis >= 0 && millis <= MAX_MILLIS) {
        return millis;
      }
    } catch (NumberFormatException e) {
      // Answered below, like a number out of range.
    }
    throw RequestException.bad(
        "%s must be 0 to %d milliseconds, not \"%s\"".formatted(Header.TIMEOUT, MAX_MILLIS, asked));
  }

  /** Nanoseconds left; none or fewer once it has passed. */
  long left(long nowNanos) {
    return nanos - nowNanos;
  }

  /** Refuses to go on once it has passed. */
  void check(long nowNanos) {
    if (left(nowNanos) <= 0) {
      throw passed();
    }
  }

  RequestException passed() {
    return new RequestException(
        RequestException.Kind.DEADLINE,
        "the deadline passed before inference began (granted were at most %d ms)"
            .formatted(granted.toMillis()));
  }
}
