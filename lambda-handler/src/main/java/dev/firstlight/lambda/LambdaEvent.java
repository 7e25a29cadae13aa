package dev.firstlight.lambda;

import dev.firstlight.inference.InferenceRequest.HeaderLookup;
import java.util.Map;

/**
 * What an event says of the request in it; the body itself stays in the event until it is wanted.
 *
 * @param kind who wrapped the request
 * @param method the HTTP method
 * @param path the path without query and stage
 * @param headers by name, in no case in particular; values of one name joined with commas
 * @param multiValueHeaders whether headers came as lists, and are to go back so
 * @param body where in the event the body stands
 * @param base64 whether the body is in base64
 */
record LambdaEvent(
    Kind kind,
    String method,
    String path,
    Map<String, String> headers,
    boolean multiValueHeaders,
    Span body,
    boolean base64) {
  /** Who wrapped a request in an event. */
  enum Kind {
    /** A Function URL or an HTTP API: payload format 2.0. */
    FUNCTION_URL(LambdaLimits.RESPONSE_BYTES),
    /** A REST API: payload format 1.0. */
    REST_API(LambdaLimits.RESPONSE_BYTES),
    /** An Application Load Balancer. */
    LOAD_BALANCER(LambdaLimits.LOAD_BALANCER_BYTES),
    /** Nobody: the event is the body. */
    DIRECT(LambdaLimits.RESPONSE_BYTES);

    private final long responseBytes;

    Kind(long responseBytes) {
      this.responseBytes = responseBytes;
    }

    /** The bytes that what the function returns may have. */
    long responseBytes() {
      return responseBytes;
    }
  }

  /**
   * A JSON string in the event.
   *
   * @param start the offset of its opening quote
   * @param bound an upper bound of its bytes; 0 where there is no string
   */
  record Span(long start, int bound) {
    static final Span NONE = new Span(0, 0);
  }

  /** An event that is itself the body. */
  static LambdaEvent direct(int bytes) {
    return new LambdaEvent(
        Kind.DIRECT,
        "POST",
        "/",
        Map.of("content-type", "application/json"),
        false,
        new Span(0, bytes),
        false);
  }

  /** The headers by name, whatever its case. */
  HeaderLookup lookup() {
    return name -> {
      String exact = headers.get(name);
      if (exact != null) {
        return exact;
      }
      for (Map.Entry<String, String> header : headers.entrySet()) {
        if (header.getKey().equalsIgnoreCase(name)) {
          return header.getValue();
        }
      }
      return null;
    };
  }
}
