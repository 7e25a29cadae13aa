package dev.firstlight.conformance.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.conformance.Call;
import dev.firstlight.inference.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The parts that events of several kinds have in common. */
final class EventWriter {
  private EventWriter() {}

  /** Writes one JSON object. */
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  static byte[] object(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The values of each header, names as this kind of event spells them. */
  static Map<String, List<String>> headers(Call call, boolean lowerCase) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (Header header : call.headers()) {
      String name = lowerCase ? header.name().toLowerCase(Locale.ROOT) : header.name();
      all.computeIfAbsent(name, absent -> new ArrayList<>()).add(header.value());
    }
    return all;
  }

  static void single(JsonGenerator json, String field, Map<String, List<String>> values)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (var entry : values.entrySet()) {
      List<String> all = entry.getValue();
      json.writeStringField(entry.getKey(), all.get(all.size() - 1));
    }
    json.writeEndObject();
  }

  static void multi(JsonGenerator json, String field, Map<String, List<String>> values)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (var entry : values.entrySet()) {
      json.writeArrayFieldStart(entry.getKey());
      for (String value : entry.getValue()) {
        json.writeString(value);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** The query's parameters as they stand, none decoded. */
  static Map<String, List<String>> query(Call call) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (String pair : call.query().split("&", -1)) {
      int equals = pair.indexOf('=');
      if (!pair.isEmpty()) {
        all.computeIfAbsent(
                equals < 0 ? pair : pair.substring(0, equals), absent -> new ArrayList<>())
            .add(equals < 0 ? "" : pair.substring(equals + 1));
      }
    }
    return all;
  }

  /**
   * The body: as a string where its media type is text and it is UTF-8, else in base64.
   *
   * @param absentWhenEmpty whether an empty body is left out, as Function URLs do
   */
  static void body(JsonGenerator json, Call call, boolean absentWhenEmpty) throws IOException {
    ByteBuffer body = call.body();
    if (!body.hasRemaining()) {
      if (!absentWhenEmpty) {
        json.writeNullField("body");
      }
      json.writeBooleanField("isBase64Encoded", false);
      return;
    }
    Optional<String> text = isText(call) ? text(body) : Optional.empty();
    if (text.isPresent()) {
      json.writeStringField("body", text.get());
    } else {
      json.writeBinaryField("body", call.bytes());
    }
    json.writeBooleanField("isBase64Encoded", text.isEmpty());
  }

  private static boolean isText(Call call) {
    String type = call.header(Header.CONTENT_TYPE).orElse("").toLowerCase(Locale.ROOT);
    return type.startsWith("text/") || type.startsWith("application/json");
  }

  private static Optional<String> text(ByteBuffer body) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(body.duplicate()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
