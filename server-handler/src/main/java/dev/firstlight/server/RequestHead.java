package dev.firstlight.server;

import dev.firstlight.inference.Header;
import dev.firstlight.inference.InferenceRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/**
 * What the head of a request says.
 *
 * @param request as Vert.x has read it
 * @param path the core's path for the one that the client asked for
 */
record RequestHead(HttpServerRequest request, String path) {
  boolean isHead() {
    return request.method().equals(HttpMethod.HEAD);
  }

  boolean overHttp2() {
    return request.version() == HttpVersion.HTTP_2;
  }

  /** Whether the client waits for leave to send the body. */
  boolean expectsContinue() {
    String expect = request.getHeader(HttpHeaders.EXPECT);
    return expect != null && expect.toLowerCase(Locale.ROOT).equals("100-continue");
  }

  /** The body's length, or {@link RequestBody#UNKNOWN}. */
  long declaredLength() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      return RequestBody.UNKNOWN;
    }
    try {
      return Math.max(RequestBody.UNKNOWN, Long.parseLong(length.trim()));
    } catch (NumberFormatException e) {
      return RequestBody.UNKNOWN;
    }
  }

  /** The length of the JSON in front of tensors; 0 where there is none. */
  int jsonLength() {
    String length = request.getHeader(Header.JSON_LENGTH);
    if (length == null) {
      return 0;
    }
    try {
      return Integer.parseInt(length.trim());
    } catch (NumberFormatException e) {
      return 0; // the service says what is wrong with it
    }
  }

  /** The request as the service takes it; HEAD is a GET whose body is not sent. */
  InferenceRequest with(ByteBuffer body, long receivedNanos) {
    return new InferenceRequest(
        isHead() ? "GET" : request.method().name(),
        path,
        request::getHeader,
        body,
        receivedNanos,
        Optional.empty());
  }
}
