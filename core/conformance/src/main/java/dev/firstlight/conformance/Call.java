package dev.firstlight.conformance;

import dev.firstlight.inference.Header;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request as a client sends it, whatever carries it.
 *
 * @param method the HTTP method
 * @param target the path, and after a {@code ?} the query if there is one
 * @param headers in order; a name may come twice
 * @param body the bytes from position to limit; not to be changed
 */
public record Call(String method, String target, List<Header> headers, ByteBuffer body) implements Message {
  public Call {
    headers = List.copyOf(headers);
    body = body.slice().asReadOnlyBuffer();
    if (!target.startsWith("/")) {
      throw new IllegalArgumentException("a target begins with a slash, not \"" + target + "\"");
    }
  }

  /** A POST of that media type. */
  public static Call post(String target, String mediaType, byte[] body) {
    return new Call(
        "POST", target, List.of(new Header(Header.CONTENT_TYPE, mediaType)), ByteBuffer.wrap(body));
  }

  /** A POST of a text in UTF-8. */
  public static Call post(String target, String mediaType, String body) {
    return post(target, mediaType, body.getBytes(StandardCharsets.UTF_8));
  }

  /** A POST of a JSON document to {@code /predict}. */
  public static Call json(String body) {
    return post("/predict", "application/json", body);
  }

  /** A GET. */
  public static Call get(String target) {
    return new Call("GET", target, List.of(), ByteBuffer.allocate(0));
  }

  /** This call with one header more. */
  public Call with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Call(method, target, more, body);
  }

  /** The target without its query. */
  public String path() {
    int mark = target.indexOf('?');
    return mark < 0 ? target : target.substring(0, mark);
  }

  /** The query without its question mark; empty where there is none. */
  public String query() {
    int mark = target.indexOf('?');
    return mark < 0 ? "" : target.substring(mark + 1);
  }

  /** The body; a view of its own position. */
  @Override
  public ByteBuffer body() {
    return body.duplicate();
  }
}
