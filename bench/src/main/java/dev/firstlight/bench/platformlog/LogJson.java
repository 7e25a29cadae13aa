package dev.firstlight.bench.platformlog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.bench.platformlog.LogEvent.End;
import dev.firstlight.bench.platformlog.LogEvent.InitReport;
import dev.firstlight.bench.platformlog.LogEvent.InitStart;
import dev.firstlight.bench.platformlog.LogEvent.Report;
import dev.firstlight.bench.platformlog.LogEvent.Start;
import dev.firstlight.bench.platformlog.LogEvent.Times;
import dev.firstlight.json.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Platform events as JSON, one object a line. */
final class LogJson {
  private static final String PREFIX = "platform.";
  private static final String BILLED = "billedDurationMs";

  private LogJson() {}

  /** Empty for an event that exists in text only. */
  static Optional<String> write(LogEvent event, Instant time) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", time.toString());
      if (event instanceof InitStart init) {
        begin(json, "initStart");
        json.writeStringField("initializationType", init.type());
        json.writeStringField("phase", "init");
      } else if (event instanceof InitReport init) {
        begin(json, "initReport");
        json.writeStringField("initializationType", init.type());
        json.writeStringField("phase", init.phase());
        status(json, init.status(), init.errorType());
        json.writeObjectFieldStart("metrics");
        json.writeNumberField("durationMs", thousandths(init.millis()));
        json.writeEndObject();
      } else if (event instanceof Start start) {
        begin(json, "start");
        json.writeStringField("requestId", start.requestId());
        json.writeStringField("version", start.version());
      } else if (event instanceof End end) {
        begin(json, "runtimeDone");
        json.writeStringField("requestId", end.requestId());
        json.writeStringField("status", end.status().orElse(LogEvent.SUCCESS));
      } else if (event instanceof Report report) {
        begin(json, "report");
        report(json, report);
      } else {
        return Optional.empty();
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return Optional.of(line.toString());
  }

  private static void begin(JsonGenerator json, String type) throws IOException {
    json.writeStringField("type", PREFIX + type);
    json.writeObjectFieldStart("record");
  }

  private static void status(JsonGenerator json, String status, Optional<String> errorType)
      throws IOException {
    json.writeStringField("status", status);
    if (errorType.isPresent()) {
      json.writeStringField("errorType", errorType.get());
    }
  }

  private static void report(JsonGenerator json, Report report) throws IOException {
    json.writeStringField("requestId", report.requestId());
    json.writeObjectFieldStart("metrics");
    Times times = report.times();
    json.writeNumberField("durationMs", thousandths(times.duration()));
    json.writeNumberField(BILLED, times.billed());
    json.writeNumberField("memorySizeMB", report.memorySizeMegabytes());
    json.writeNumberField("maxMemoryUsedMB", report.maxMemoryMegabytes());
    if (times.init().isPresent()) {
      json.writeNumberField("initDurationMs", thousandths(times.init().getAsDouble()));
    }
    if (times.restore().isPresent()) {
      json.writeNumberField("restoreDurationMs", thousandths(times.restore().getAsDouble()));
    }
    if (times.billedRestore().isPresent()) {
      json.writeNumberField("billedRestoreDurationMs", times.billedRestore().getAsLong());
    }
    json.writeEndObject();
    status(json, report.status(), report.errorType());
  }

  /**
   * Reads one object.
   *
   * @return empty for an event of another kind
   * @throws dev.firstlight.json.JsonException if a member that the kind needs is missing
   */
  static Optional<LogEvent> read(JsonNode json) {
    String type = json.find("type").map(JsonNode::asString).orElse("");
    if (!type.startsWith(PREFIX)) {
      return Optional.empty();
    }
    JsonNode record = json.get("record");
    return Optional.ofNullable(
        switch (type.substring(PREFIX.length())) {
          case "initStart" -> new InitStart(record.get("initializationType").asString());
          case "initReport" ->
              new InitReport(
                  record.get("initializationType").asString(),
                  text(record, "phase").orElse("init"),
                  text(record, "status").orElse(LogEvent.SUCCESS),
                  record.get("metrics").get("durationMs").asDouble(),
                  text(record, "errorType"));
          case "start" ->
              new Start(
                  record.get("requestId").asString(), text(record, "version").orElse("$LATEST"));
          case "runtimeDone" -> new End(record.get("requestId").asString(), text(record, "status"));
          case "report" -> report(record);
          default -> null;
        });
  }

  private static Report report(JsonNode record) {
    JsonNode metrics = record.get("metrics");
    return new Report(
        record.get("requestId").asString(),
        new Times(
            metrics.get("durationMs").asDouble(),
            metrics.get(BILLED).asLong(),
            number(metrics, "initDurationMs"),
            number(metrics, "restoreDurationMs"),
            metrics
                .find("billedRestoreDurationMs")
                .map(node -> OptionalLong.of(node.asLong()))
                .orElse(OptionalLong.empty())),
        metrics.get("memorySizeMB").asInt(1, Integer.MAX_VALUE),
        metrics.get("maxMemoryUsedMB").asInt(0, Integer.MAX_VALUE),
        text(record, "status").orElse(LogEvent.SUCCESS),
        text(record, "errorType"));
  }

  private static OptionalDouble number(JsonNode json, String key) {
    return json.find(key)
        .map(value -> OptionalDouble.of(value.asDouble()))
        .orElse(OptionalDouble.empty());
  }

  private static Optional<String> text(JsonNode json, String key) {
    return json.find(key).map(JsonNode::asString);
  }

  private static double thousandths(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
