package dev.firstlight.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.lambda.LambdaEvent.Kind;
import dev.firstlight.lambda.LambdaEvent.Span;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the few fields of an event that make a request, without a tree and without its body: the
 * body is only skipped over, since how to read it may be said behind it. Whatever is not an event
 * of a front end is taken for a body, so that the service says what is wrong with it. Used once.
 */
final class EventReader {
  private final Map<String, String> singleHeaders = new HashMap<>();
  private final Map<String, String> multiHeaders = new HashMap<>();
  private @Nullable String method;
  private @Nullable String path;
  private @Nullable String rawPath;
  private @Nullable String contextMethod;
  private @Nullable String stage;
  private boolean loadBalancer;
  private boolean hasSingleHeaders;
  private boolean hasMultiHeaders;
  private boolean base64;
  private long bodyStart = -1;
  private Span body = Span.NONE;

  private EventReader() {}

  /**
   * Reads an event from its beginning; leaves the stream anywhere in it.
   *
   * @param bytes the event's length
   */
  static LambdaEvent read(JsonFactory factory, InputStream event, int bytes) throws IOException {
    EventReader reader = new EventReader();
    try (JsonParser parser = factory.createParser(event)) {
      return parser.nextToken() == JsonToken.START_OBJECT && reader.fields(parser)
          ? reader.event(bytes)
          : LambdaEvent.direct(bytes);
    } catch (JsonProcessingException e) {
      return LambdaEvent.direct(bytes);
    }
  }

  /** Reads the event's fields; false as soon as it is plain that they are a body's. */
  private boolean fields(JsonParser parser) throws IOException {
    JsonToken next = parser.nextToken();
    while (next == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals("instances") || name.equals("inputs")) {
        return false;
      }
      field(parser, name, token);
      next = parser.nextToken();
      if (name.equals("body") && bodyStart >= 0) {
        // The next token begins behind the string, so that their distance bounds its size.
        long end = parser.currentTokenLocation().getByteOffset();
        body = new Span(bodyStart, (int) (end - bodyStart));
      }
    }
    return next == JsonToken.END_OBJECT;
  }

  private void field(JsonParser parser, String name, JsonToken token) throws IOException {
    switch (name) {
      case "httpMethod" -> method = string(parser, token);
      case "path" -> path = string(parser, token);
      case "rawPath" -> rawPath = string(parser, token);
      case "requestContext" -> context(parser, token);
      case "headers" -> hasSingleHeaders = headers(parser, token, singleHeaders);
      case "multiValueHeaders" -> hasMultiHeaders = headers(parser, token, multiHeaders);
      case "isBase64Encoded" -> base64 = token == JsonToken.VALUE_TRUE;
      case "body" ->
          bodyStart =
              token == JsonToken.VALUE_STRING ? parser.currentTokenLocation().getByteOffset() : -1;
      default -> {}
    }
    parser.skipChildren();
  }

  private void context(JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "stage" -> stage = string(parser, value);
        case "elb" -> loadBalancer = value == JsonToken.START_OBJECT;
        case "http" -> http(parser, value);
        default -> {}
      }
      parser.skipChildren();
    }
  }

  private void http(JsonParser parser, JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("method")) {
        contextMethod = string(parser, value);
      }
      parser.skipChildren();
    }
  }

  /** Reads headers whose values are strings or lists of strings; false if there are none at all. */
  private static boolean headers(JsonParser parser, JsonToken token, Map<String, String> headers)
      throws IOException {
    if (token != JsonToken.START_OBJECT) {
      return false;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
          headers.merge(name, parser.getText(), (some, more) -> some + "," + more);
        }
      } else if (value == JsonToken.VALUE_STRING) {
        headers.put(name, parser.getText());
      } else {
        parser.skipChildren();
      }
    }
    return true;
  }

  private static @Nullable String string(JsonParser parser, JsonToken token) throws IOException {
    return token == JsonToken.VALUE_STRING ? parser.getText() : null;
  }

  private LambdaEvent event(int bytes) {
    if (contextMethod != null) {
      return event(Kind.FUNCTION_URL, contextMethod, withoutStage(rawPath));
    }
    if (method != null) {
      return event(loadBalancer ? Kind.LOAD_BALANCER : Kind.REST_API, method, path);
    }
    return LambdaEvent.direct(bytes);
  }

  private LambdaEvent event(Kind kind, String httpMethod, @Nullable String httpPath) {
    return new LambdaEvent(
        kind,
        httpMethod,
        httpPath == null || httpPath.isEmpty() ? "/" : httpPath,
        hasMultiHeaders ? multiHeaders : singleHeaders,
        hasMultiHeaders && !hasSingleHeaders,
        body,
        base64);
  }

  /** An HTTP API's named stage begins the path; the service does not know of it. */
  private @Nullable String withoutStage(@Nullable String raw) {
    if (raw == null || stage == null || stage.equals("$default")) {
      return raw;
    }
    String prefix = "/" + stage;
    return raw.equals(prefix) || raw.startsWith(prefix + "/")
        ? raw.substring(prefix.length())
        : raw;
  }
}
