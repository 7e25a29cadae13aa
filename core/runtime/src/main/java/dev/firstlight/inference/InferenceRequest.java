package dev.firstlight.inference;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came over whatever wire, free of platform types. Nothing in it has been checked
 * yet: the service does that, so that every target refuses alike.
 *
 * @param method the HTTP method; {@code POST} where the platform has none
 * @param path the path without query, percent-decoding left to the service; {@code /} where the
 *     platform has none
 * @param headers looks a header up by name, whatever its case; null where it is absent
 * @param body the bytes from position to limit; read in place when direct, and not to be changed
 *     until the response is closed
 * @param receivedNanos {@link System#nanoTime} when the request arrived; time since then counts as
 *     its wait in the queue
 * @param deadline when the platform gives up on it, if it said so
 */
public record InferenceRequest(
    String method,
    String path,
    HeaderLookup headers,
    ByteBuffer body,
    long receivedNanos,
    Optional<Instant> deadline) {
  public InferenceRequest {
    body = body.slice();
  }

  /** Looks up a header by name, whatever its case; null where there is none. */
  @FunctionalInterface
  public interface HeaderLookup {
    @Nullable String find(String name);
  }

  /** A request to predict from one sample or JSON document of that media type. */
  public static InferenceRequest predict(String mediaType, ByteBuffer body) {
    return new InferenceRequest(
        "POST",
        "/predict",
        name -> name.equalsIgnoreCase("Content-Type") ? mediaType : null,
        body,
        System.nanoTime(),
        Optional.empty());
  }

  /** A request without a body. */
  public static InferenceRequest get(String path) {
    return new InferenceRequest(
        "GET", path, name -> null, ByteBuffer.allocate(0), System.nanoTime(), Optional.empty());
  }
}
