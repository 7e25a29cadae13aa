package dev.firstlight.bench.workload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/** A schedule's first line; the format is described in docs/formats.md. */
final class ScheduleHeaderJson {
  private ScheduleHeaderJson() {}

  /** One line, without its line break. */
  static String write(ScheduleHeader header) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("schema", ScheduleHeader.SCHEMA);
      json.writeStringField("name", header.name());
      json.writeStringField("generator", header.generator());
      json.writeObjectFieldStart("parameters");
      for (Map.Entry<String, String> each : header.parameters().entrySet()) {
        json.writeStringField(each.getKey(), each.getValue());
      }
      json.writeEndObject();
      json.writeNumberField("seed", header.seed());
      json.writeNumberField("requests", header.requests());
      json.writeNumberField("durationMicros", header.duration().toNanos() / 1000);
      json.writeNumberField("pool", header.pool());
      if (!header.part().isWhole()) {
        json.writeObjectFieldStart("part");
        json.writeNumberField("index", header.part().index());
        json.writeNumberField("count", header.part().count());
        json.writeNumberField("requests", header.part().requests());
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return text.toString();
  }

  /**
   * Reads it. Only what a sender must know has to be there, so that other tools can write schedules
   * without pretending to have our generators.
   *
   * @throws JsonException if it is none, with what is wrong and what is allowed
   */
  static ScheduleHeader read(String line) {
    JsonNode json = JsonNode.read(line.getBytes(StandardCharsets.UTF_8));
    String schema = json.get("schema").asString();
    if (!schema.equals(ScheduleHeader.SCHEMA)) {
      throw new JsonException(
          "schema", "is \"%s\"; \"%s\" is allowed".formatted(schema, ScheduleHeader.SCHEMA));
    }
    Map<String, String> parameters = new TreeMap<>();
    json.find("parameters")
        .ifPresent(
            node -> node.keys().forEach(key -> parameters.put(key, node.get(key).toString())));
    long requests = json.get("requests").asLong();
    try {
      return new ScheduleHeader(
          json.find("name").map(JsonNode::asString).orElse("unnamed"),
          json.find("generator").map(JsonNode::asString).orElse("unknown"),
          parameters,
          json.find("seed").map(JsonNode::asLong).orElse(0L),
          requests,
          Duration.of(json.get("durationMicros").asLong(), ChronoUnit.MICROS),
          json.get("pool").asInt(1, ScheduleHeader.LARGEST_POOL),
          json.find("part").map(ScheduleHeaderJson::part).orElse(Part.whole(requests)));
    } catch (IllegalArgumentException e) {
      throw new JsonException("", String.valueOf(e.getMessage()), e);
    }
  }

  private static Part part(JsonNode json) {
    return new Part(
        json.get("index").asInt(0, Part.MOST - 1),
        json.get("count").asInt(1, Part.MOST),
        json.get("requests").asLong());
  }
}
