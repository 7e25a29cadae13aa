package dev.firstlight.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.Header;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.RequestScope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it lies in memory. Decoding tries every place where a body may lie and checks that
 * all agree and that every buffer goes back, so that each test of a format is a test of that too.
 */
final class Wire {
  static final int MAX_BATCH = 4;
  static final long MAX_BODY = 64L << 20;

  private final Map<String, String> headers;
  private final byte[] body;

  Wire(Map<String, String> headers, byte[] body) {
    this.headers = headers;
    this.body = body;
  }

  static Wire json(String json) {
    return of("application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  static Wire of(String mediaType, byte[] body) {
    return new Wire(Map.of(Header.CONTENT_TYPE, mediaType), body);
  }

  /** By the binary tensor extension: JSON, and tensors behind it. */
  static Wire binary(String json, byte[]... tensors) {
    byte[] head = json.getBytes(StandardCharsets.UTF_8);
    byte[] body = head;
    for (byte[] tensor : tensors) {
      byte[] longer = new byte[body.length + tensor.length];
      System.arraycopy(body, 0, longer, 0, body.length);
      System.arraycopy(tensor, 0, longer, body.length, tensor.length);
      body = longer;
    }
    return framed(Integer.toString(head.length), body);
  }

  /** With that header, whatever the body. */
  static Wire framed(String jsonLength, byte[] body) {
    return new Wire(
        Map.of(Header.CONTENT_TYPE, MediaType.BINARY, Header.JSON_LENGTH, jsonLength), body);
  }

  /** Not a copy. */
  byte[] body() {
    return body;
  }

  /** The same request with another body. */
  Wire with(byte[] other) {
    return new Wire(headers, other);
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }

  Payload decode(ModelManifest manifest) {
    List<ByteBuffer> places = places(body);
    Payload first = decode(manifest, places.get(0));
    for (ByteBuffer place : places.subList(1, places.size())) {
      assertEquals(first, decode(manifest, place), () -> "decoded from " + place);
    }
    return first;
  }

  Payload.Infer infer(ModelManifest manifest) {
    return (Payload.Infer) decode(manifest);
  }

  Payload.Samples samples(ModelManifest manifest) {
    return (Payload.Samples) decode(manifest);
  }

  /** What the client is told, who must be told 400. */
  String refusal(ModelManifest manifest) {
    RequestException refusal = refusal(manifest, places(body).get(0));
    for (ByteBuffer place : places(body)) {
      RequestException other = refusal(manifest, place);
      assertEquals(refusal.getMessage(), other.getMessage(), () -> "refused from " + place);
      assertEquals(refusal.kind(), other.kind());
    }
    assertEquals(RequestException.Kind.BAD_REQUEST, refusal.kind(), refusal.getMessage());
    return String.valueOf(refusal.getMessage());
  }

  private RequestException refusal(ModelManifest manifest, ByteBuffer place) {
    return assertThrows(RequestException.class, () -> decode(manifest, place));
  }

  private Payload decode(ModelManifest manifest, ByteBuffer place) {
    Buffers buffers = new Buffers(0); // keeps none, so what was decoded stays as it is
    int position = place.position();
    int limit = place.limit();
    try (RequestScope scope = new RequestScope(buffers)) {
      return new PayloadDecoder(manifest, MAX_BODY, MAX_BATCH).decode(this::header, place, scope);
    } finally {
      assertEquals(0, buffers.leasedBytes(), "a buffer was not given back");
      assertEquals(position, place.position(), "the body was moved");
      assertEquals(limit, place.limit(), "the body was moved");
    }
  }

  /** On the heap and off it, from the beginning and from somewhere, changeable and not. */
  private static List<ByteBuffer> places(byte[] body) {
    ByteBuffer offset = ByteBuffer.allocate(body.length + 12).position(7);
    offset.put(body).flip().position(7);
    ByteBuffer direct = ByteBuffer.allocateDirect(body.length).put(body).flip();
    ByteBuffer directOffset = ByteBuffer.allocateDirect(body.length + 12).position(5);
    directOffset.put(body).flip().position(5);
    return List.of(
        ByteBuffer.wrap(body),
        offset,
        offset.slice(),
        direct,
        directOffset,
        ByteBuffer.wrap(body).asReadOnlyBuffer());
  }
}
