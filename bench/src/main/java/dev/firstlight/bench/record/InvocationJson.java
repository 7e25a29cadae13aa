package dev.firstlight.bench.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.bench.record.InvocationRecord.Answer;
import dev.firstlight.bench.record.InvocationRecord.Charge;
import dev.firstlight.bench.record.InvocationRecord.Times;
import dev.firstlight.bench.record.InvocationRecord.Traffic;
import dev.firstlight.coldstart.ColdStartJson;
import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Invocation records as JSON, one line each; the format is described in docs/formats.md. */
public final class InvocationJson {
  private InvocationJson() {}

  /** One line, without its line break. */
  public static String write(InvocationRecord record) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("schema", InvocationRecord.SCHEMA);
      json.writeStringField("run", record.run().toString());
      json.writeStringField("target", record.point().target());
      json.writeStringField("runtime", record.point().runtime());
      json.writeStringField("store", record.point().store());
      if (record.point().memoryMegabytes().isPresent()) {
        json.writeNumberField("memoryMegabytes", record.point().memoryMegabytes().getAsInt());
      }
      json.writeStringField("instance", record.instance());
      json.writeNumberField("sequence", record.sequence());
      json.writeStringField("payload", record.payload());
      json.writeNumberField("intendedNanos", record.times().intended());
      json.writeNumberField("sentNanos", record.times().sent());
      json.writeNumberField("firstByteNanos", record.times().firstByte());
      json.writeNumberField("doneNanos", record.times().done());
      json.writeNumberField("status", record.status());
      json.writeBooleanField("cold", record.cold());
      json.writeNumberField("bytesSent", record.traffic().sent());
      json.writeNumberField("bytesReceived", record.traffic().received());
      number(json, "predictMillis", record.predictMillis());
      number(json, "otherCpus", record.otherCpus());
      if (record.answer().isPresent()) {
        json.writeStringField("answerSha256", record.answer().get().sha256());
        text(json, "answer", record.answer().get().text());
      }
      text(json, "error", record.error());
      if (record.charge().isPresent()) {
        charge(json, record.charge().get());
      }
      if (record.trial().isPresent()) {
        trial(json, record.trial().get());
      }
      if (record.coldStart().isPresent()) {
        json.writeFieldName("coldStart");
        json.writeRawValue(ColdStartJson.write(record.coldStart().get()));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return line.toString();
  }

  /**
   * Reads one line.
   *
   * @throws JsonException if it is no invocation record
   */
  public static InvocationRecord read(String line) {
    JsonNode json = JsonNode.read(line.getBytes(StandardCharsets.UTF_8));
    String schema = json.get("schema").asString();
    if (!schema.equals(InvocationRecord.SCHEMA)) {
      throw new JsonException(
          "schema", "is \"" + schema + "\"; this version reads " + InvocationRecord.SCHEMA);
    }
    try {
      return new InvocationRecord(
          Instant.parse(json.get("run").asString()),
          new DesignPoint(
              json.get("target").asString(),
              json.get("runtime").asString(),
              json.get("store").asString(),
              json.find("memoryMegabytes")
                  .map(size -> OptionalInt.of(size.asInt(1, Integer.MAX_VALUE)))
                  .orElse(OptionalInt.empty())),
          json.get("instance").asString(),
          json.get("sequence").asInt(0, Integer.MAX_VALUE),
          json.get("payload").asString(),
          new Times(
              json.get("intendedNanos").asLong(),
              json.get("sentNanos").asLong(),
              json.get("firstByteNanos").asLong(),
              json.get("doneNanos").asLong()),
          new Traffic(json.get("bytesSent").asLong(), json.get("bytesReceived").asLong()),
          json.get("status").asInt(0, 999),
          json.get("cold").asBoolean(),
          json.find("coldStart").map(ColdStartJson::read),
          number(json, "predictMillis"),
          json.find("answerSha256")
              .map(digest -> new Answer(digest.asString(), text(json, "answer"))),
          number(json, "otherCpus"),
          json.find("charge").map(InvocationJson::charge),
          json.find("trial").map(InvocationJson::trial),
          text(json, "error"));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new JsonException("", "is no invocation record: " + e.getMessage(), e);
    }
  }

  private static void charge(JsonGenerator json, Charge charge) throws IOException {
    json.writeObjectFieldStart("charge");
    json.writeStringField("outcome", charge.outcome());
    number(json, "initMillis", charge.initMillis());
    json.writeNumberField("durationMillis", charge.durationMillis());
    if (charge.billedMillis().isPresent()) {
      json.writeNumberField("billedMillis", charge.billedMillis().getAsLong());
    }
    json.writeNumberField("memoryMegabytes", charge.memoryMegabytes());
    json.writeNumberField("maxMemoryMegabytes", charge.maxMemoryMegabytes());
    json.writeEndObject();
  }

  private static Charge charge(JsonNode json) {
    return new Charge(
        json.get("outcome").asString(),
        number(json, "initMillis"),
        json.get("durationMillis").asDouble(),
        json.find("billedMillis")
            .map(value -> OptionalLong.of(value.asLong()))
            .orElse(OptionalLong.empty()),
        json.get("memoryMegabytes").asInt(1, Integer.MAX_VALUE),
        json.get("maxMemoryMegabytes").asInt(0, Integer.MAX_VALUE));
  }

  private static void trial(JsonGenerator json, Trial trial) throws IOException {
    json.writeObjectFieldStart("trial");
    json.writeStringField("factor", trial.factor());
    json.writeNumberField("value", trial.value());
    json.writeNumberField("turn", trial.turn());
    json.writeBooleanField("coldStart", trial.coldStart());
    json.writeEndObject();
  }

  private static Trial trial(JsonNode json) {
    return new Trial(
        json.get("factor").asString(),
        json.get("value").asLong(),
        json.get("turn").asInt(0, Integer.MAX_VALUE),
        json.get("coldStart").asBoolean());
  }

  private static void number(JsonGenerator json, String key, OptionalDouble value)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(key, value.getAsDouble());
    }
  }

  private static void text(JsonGenerator json, String key, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(key, value.get());
    }
  }

  private static OptionalDouble number(JsonNode json, String key) {
    return json.find(key)
        .map(value -> OptionalDouble.of(value.asDouble()))
        .orElse(OptionalDouble.empty());
  }

  private static Optional<String> text(JsonNode json, String key) {
    return json.find(key).map(JsonNode::asString);
  }
}
