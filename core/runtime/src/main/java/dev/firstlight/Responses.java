package dev.firstlight;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.coldstart.ColdStartJson;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.StageSpan;
import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.Header;
import dev.firstlight.inference.InferenceResponse;
import dev.firstlight.pipeline.RequestTimings;
import dev.firstlight.protocol.MediaType;
import dev.firstlight.protocol.ResponseEncoder.Encoded;
import dev.firstlight.tensor.RequestScope;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Puts responses together, with the headers that every one has. Safe for use by several threads.
 */
final class Responses {
  /** What servers and proxies commonly allow for all headers, less room for the others. */
  private static final int MAX_RECORD_LENGTH = 6_000;

  private final Incarnation incarnation;

  Responses(Incarnation incarnation) {
    this.incarnation = incarnation;
  }

  /**
   * What the headers say of the time.
   *
   * @param cold whether the request met the cold start
   * @param record of the cold start, on the response to the first inference only
   * @param timings of this request
   */
  record Told(boolean cold, Optional<ColdStartRecord> record, RequestTimings timings) {}

  /** A prediction; closing it closes the scope. */
  InferenceResponse of(Encoded encoded, Told told, RequestScope scope) {
    List<Header> headers = headers(encoded.contentType(), told);
    encoded
        .jsonLength()
        .ifPresent(length -> headers.add(new Header(Header.JSON_LENGTH, Integer.toString(length))));
    return new InferenceResponse(200, headers, encoded.parts(), scope::close);
  }

  /** A state, as {@code {"ready":true}}. */
  InferenceResponse state(int status, Map<String, Object> members, Told told) {
    return json(status, members, headers(MediaType.JSON, told));
  }

  /** An error, with headers of its own beside those that every response has. */
  InferenceResponse error(RequestException e, List<Header> own, Told told) {
    List<Header> headers = headers(MediaType.JSON, told);
    headers.addAll(own);
    return json(e.kind().status(), Map.of("error", String.valueOf(e.getMessage())), headers);
  }

  private InferenceResponse json(int status, Map<String, Object> members, List<Header> headers) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, Object> member : members.entrySet()) {
        json.writeFieldName(member.getKey());
        if (member.getValue() instanceof Boolean truth) {
          json.writeBoolean(truth);
        } else if (member.getValue() instanceof List<?> list) {
          json.writeStartArray();
          for (Object element : list) {
            json.writeString(element.toString());
          }
          json.writeEndArray();
        } else {
          json.writeString(member.getValue().toString());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be written
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return new InferenceResponse(status, headers, List.of(ByteBuffer.wrap(bytes)), () -> {});
  }

  private List<Header> headers(String contentType, Told told) {
    List<Header> headers = new ArrayList<>(8);
    headers.add(new Header(Header.CONTENT_TYPE, contentType));
    headers.add(new Header(Header.INSTANCE, incarnation.instance()));
    headers.add(new Header(Header.COLD, Boolean.toString(told.cold())));
    headers.add(new Header(Header.SERVER_TIMING, serverTiming(told)));
    told.record()
        .map(ColdStartJson::write)
        .filter(json -> json.length() <= MAX_RECORD_LENGTH)
        .ifPresent(json -> headers.add(new Header(Header.COLD_START, json)));
    return headers;
  }

  /** Milliseconds, as the W3C's Server Timing says. */
  private static String serverTiming(Told told) {
    StringBuilder text = new StringBuilder(160);
    if (told.record().isPresent()) {
      for (StageSpan span : told.record().get().stages()) {
        entry(text, span.stage().label(), span.durationMillis());
      }
    }
    told.timings()
        .nanos()
        .forEach(
            (step, nanos) -> {
              boolean alreadyTold =
                  told.record().isPresent() && step == RequestTimings.Step.PREDICT;
              if (!alreadyTold) {
                entry(text, step.name().toLowerCase(Locale.ROOT), nanos / 1e6);
              }
            });
    return text.isEmpty() ? "total;dur=0" : text.toString();
  }

  private static void entry(StringBuilder text, String name, double millis) {
    long micros = Math.round(millis * 1000);
    text.append(text.isEmpty() ? "" : ", ").append(name).append(";dur=");
    text.append(micros / 1000);
    long rest = micros % 1000;
    if (rest > 0) {
      text.append('.')
          .append((char) ('0' + rest / 100))
          .append((char) ('0' + rest / 10 % 10))
          .append((char) ('0' + rest % 10));
    }
  }
}
