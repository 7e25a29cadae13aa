package dev.firstlight.lambda;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.inference.Header;
import dev.firstlight.inference.InferenceResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/** Writes a response as the front end of its event reads it. Safe for use by several threads. */
final class ResponseWriter {
  /** What JSON makes of one byte at most: {@code \}{@code u0000}. */
  private static final int LONGEST_ESCAPE = 6;

  private static final long MOST_HEADER_BYTES = 256 << 10;

  private final JsonFactory factory;

  ResponseWriter(JsonFactory factory) {
    this.factory = factory;
  }

  /**
   * The bytes that the response takes, or less if it surely fits: a body far below the limit is not
   * counted.
   */
  long size(LambdaEvent event, InferenceResponse response) throws IOException {
    long most = response.contentLength() * LONGEST_ESCAPE + MOST_HEADER_BYTES;
    if (most <= event.kind().responseBytes()) {
      return 0;
    }
    Counter counter = new Counter();
    write(event, response, counter);
    return counter.bytes;
  }

  /** Writes the response. */
  void write(LambdaEvent event, InferenceResponse response, OutputStream out) throws IOException {
    if (event.kind() == LambdaEvent.Kind.DIRECT && response.isText()) {
      bare(response, out);
      return;
    }
    try (JsonGenerator json = factory.createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeNumberField("statusCode", response.status());
      if (event.kind() == LambdaEvent.Kind.LOAD_BALANCER) {
        json.writeStringField("statusDescription", response.status() + " " + reason(response));
      }
      headers(json, event.multiValueHeaders(), response.headers());
      json.writeBooleanField("isBase64Encoded", !response.isText());
      json.writeFieldName("body");
      body(json, response);
      json.writeEndObject();
    }
  }

  /** The body alone; an error also says its status, which nothing else would carry. */
  private static void bare(InferenceResponse response, OutputStream out) throws IOException {
    if (response.status() < 400) {
      new Segments(response.body()).transferTo(out);
      return;
    }
    String body = response.text();
    String open = body.substring(0, body.lastIndexOf('}'));
    out.write((open + ",\"status\":" + response.status() + "}").getBytes(StandardCharsets.UTF_8));
  }

  private static void headers(JsonGenerator json, boolean multiValue, List<Header> headers)
      throws IOException {
    json.writeObjectFieldStart(multiValue ? "multiValueHeaders" : "headers");
    for (Header header : headers) {
      json.writeFieldName(header.name());
      if (multiValue) {
        json.writeStartArray();
        json.writeString(header.value());
        json.writeEndArray();
      } else {
        json.writeString(header.value());
      }
    }
    json.writeEndObject();
  }

  private static void body(JsonGenerator json, InferenceResponse response) throws IOException {
    InputStream bytes = new Segments(response.body());
    if (response.isText()) {
      Reader text = new InputStreamReader(bytes, StandardCharsets.UTF_8);
      json.writeString(text, -1);
    } else {
      json.writeBinary(
          Base64Variants.MIME_NO_LINEFEEDS, bytes, Math.toIntExact(response.contentLength()));
    }
  }

  private static String reason(InferenceResponse response) {
    return switch (response.status()) {
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 413 -> "Payload Too Large";
      case 415 -> "Unsupported Media Type";
      case 429 -> "Too Many Requests";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      default -> response.status() < 400 ? "OK" : "Internal Server Error";
    };
  }

  /** The parts of a body one after the other. */
  private static final class Segments extends InputStream {
    private final Iterator<ByteBuffer> rest;
    private ByteBuffer current = ByteBuffer.allocate(0);

    Segments(List<ByteBuffer> parts) {
      rest = parts.iterator();
    }

    @Override
    public int read() {
      return advance() ? current.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (!advance()) {
        return -1;
      }
      int some = Math.min(length, current.remaining());
      current.get(bytes, offset, some);
      return some;
    }

    private boolean advance() {
      while (!current.hasRemaining() && rest.hasNext()) {
        current = rest.next();
      }
      return current.hasRemaining();
    }
  }

  private static final class Counter extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] some, int offset, int length) {
      bytes += length;
    }
  }
}
