package dev.firstlight.conformance;

import dev.firstlight.inference.Header;
import dev.firstlight.inference.InferenceResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A response as a client gets it, whatever carried it.
 *
 * @param status the HTTP status
 * @param headers in the order in which they came; none where the wire carries none
 * @param body the bytes from position to limit
 */
public record Answer(int status, List<Header> headers, ByteBuffer body) {
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

  /** The first header of that name, whatever its case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /** The body; a view of its own position. */
  @Override
  public ByteBuffer body() {
    return body.duplicate();
  }

  /** A copy of the body. */
  public byte[] bytes() {
    byte[] copy = new byte[body.remaining()];
    body.duplicate().get(copy);
    return copy;
  }

  /** The body as text in UTF-8. */
  public String text() {
    return StandardCharsets.UTF_8.decode(body.duplicate()).toString();
  }
}
