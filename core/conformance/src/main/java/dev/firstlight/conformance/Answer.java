package dev.firstlight.conformance;

import dev.firstlight.inference.Header;
import dev.firstlight.inference.InferenceResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A response as a client gets it, whatever carried it.
 *
 * @param status the HTTP status
 * @param headers in the order in which they came; none where the wire carries none
 * @param body the bytes from position to limit
 */
public record Answer(int status, List<Header> headers, ByteBuffer body) implements Message {
  public Answer {
    headers = List.copyOf(headers);
    body = body.slice().asReadOnlyBuffer();
  }

  /** A copy of what the service answered; closes it. */
  public static Answer of(InferenceResponse response) {
    try (response) {
      return new Answer(response.status(), response.headers(), ByteBuffer.wrap(response.bytes()));
    }
  }

  /** The body; a view of its own position. */
  @Override
  public ByteBuffer body() {
    return body.duplicate();
  }

  /** The body as text in UTF-8. */
  public String text() {
    return StandardCharsets.UTF_8.decode(body.duplicate()).toString();
  }
}
