package dev.firstlight.server;

import dev.firstlight.inference.Header;
import dev.firstlight.inference.InferenceResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes the service's responses, their bodies from where they lie. */
final class ResponseWriter {
  private ResponseWriter() {}

  /**
   * Writes a response; its memory is read until the future completes.
   *
   * @param withBody whether the body is sent, which it is not in answer to HEAD
   * @param last whether the client is told that the connection ends with it
   * @throws IllegalStateException if the connection is closed already
   */
  static Future<Void> write(
      InferenceResponse made, HttpServerResponse response, boolean withBody, boolean last) {
    response.setStatusCode(made.status());
    for (Header header : made.headers()) {
      response.putHeader(header.name(), header.value());
    }
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(made.contentLength()));
    if (last) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    List<ByteBuffer> parts = made.body();
    if (parts.isEmpty() || !withBody) {
      return response.end();
    }
    ByteBuf body = Unpooled.wrappedBuffer(parts.size(), parts.toArray(ByteBuffer[]::new));
    return response.end(BufferInternal.buffer(body));
  }
}
