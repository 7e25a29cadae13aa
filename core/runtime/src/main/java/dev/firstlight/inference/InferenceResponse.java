package dev.firstlight.inference;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A response as it goes over whatever wire. Its body may lie in buffers that are used again:
 * whoever sends it closes it once the bytes are on their way, and not before.
 */
public final class InferenceResponse implements AutoCloseable {
  private final int status;
  private final List<Header> headers;
  private final List<ByteBuffer> body;
  private final Runnable release;
  private boolean open = true;

  /** Made by the service. {@code release} runs once, when the response is closed. */
  public InferenceResponse(
      int status, List<Header> headers, List<ByteBuffer> body, Runnable release) {
    this.status = status;
    this.headers = List.copyOf(headers);
    this.body = List.copyOf(body);
    this.release = release;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** All headers but {@code Content-Length}. */
  public List<Header> headers() {
    return headers;
  }

  /** The header of that name, whatever its case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /** The body's parts in order; direct where they came so from the model. */
  public List<ByteBuffer> body() {
    return body.stream().map(ByteBuffer::duplicate).toList();
  }

  /** The body's length in bytes. */
  public long contentLength() {
    return body.stream().mapToLong(ByteBuffer::remaining).sum();
  }

  /** Whether the body is text in UTF-8, so that a platform that carries text need not encode it. */
  public boolean isText() {
    return header(Header.CONTENT_TYPE)
        .filter(type -> type.startsWith("application/json") || type.startsWith("text/"))
        .isPresent();
  }

  /** A copy of the body. */
  public byte[] bytes() {
    byte[] all = new byte[Math.toIntExact(contentLength())];
    int at = 0;
    for (ByteBuffer part : body()) {
      int length = part.remaining();
      part.get(all, at, length);
      at += length;
    }
    return all;
  }

  /** A copy of the body as text in UTF-8. */
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** Gives the body's memory back. Closing twice is harmless. */
  @Override
  public void close() {
    if (open) {
      open = false;
      release.run();
    }
  }
}
