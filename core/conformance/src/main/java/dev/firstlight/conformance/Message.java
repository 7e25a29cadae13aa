package dev.firstlight.conformance;

import dev.firstlight.inference.Header;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What a request and a response have in common: headers and a body. */
public sealed interface Message permits Call, Answer {
  /** The headers in their order. */
  List<Header> headers();

  /** The body; a view of its own position. */
  ByteBuffer body();

  /** The first header of that name, whatever its case. */
  default Optional<String> header(String name) {
    return headers().stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /** A copy of the body. */
  default byte[] bytes() {
    ByteBuffer view = body();
    byte[] copy = new byte[view.remaining()];
    view.get(copy);
    return copy;
  }
}
