package dev.firstlight.coldstart;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.firstlight.coldstart.ColdStartRecord.Failure;
import dev.firstlight.coldstart.ColdStartRecord.Memory;
import dev.firstlight.coldstart.ColdStartRecord.PassedOver;
import dev.firstlight.coldstart.ColdStartRecord.Restore;
import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import dev.firstlight.runtime.Device;
import dev.firstlight.runtime.Placement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes and reads {@code firstlight.coldstart/1}: one JSON object on one line of ASCII, so that it
 * fits a log and a header alike.
 */
public final class ColdStartJson {
  private ColdStartJson() {}

  /** The record as JSON. */
  public static String write(ColdStartRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    JsonFactory factory = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    try (JsonGenerator json = factory.createGenerator(bytes, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringField("schema", ColdStartRecord.SCHEMA);
      json.writeStringField("instance", record.instance());
      json.writeStringField("target", record.target());
      json.writeStringField("policy", record.policy());
      json.writeStringField("model", record.model());
      json.writeStringField("modelVersion", record.modelVersion());
      json.writeStringField("provenance", record.provenance());
      json.writeStringField("runtime", record.runtime());
      json.writeStringField("runtimeVersion", record.runtimeVersion());
      json.writeStringField("artifact", record.artifact());
      json.writeArrayFieldStart("passedOver");
      for (PassedOver over : record.passedOver()) {
        json.writeStartObject();
        json.writeStringField("artifact", over.artifact());
        json.writeStringField("reason", over.reason());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeStringField("jdk", record.jdk());
      json.writeNumberField("cpuShare", rounded(record.cpuShare()));
      json.writeNumberField("threads", record.threads());
      if (record.placement().isPresent()) {
        Placement placement = record.placement().get();
        json.writeStringField("device", placement.device().word());
        if (placement.reason().isPresent()) {
          json.writeStringField("deviceReason", placement.reason().get());
        }
      }
      if (record.secondTier()) {
        json.writeBooleanField("secondTier", true);
      }
      json.writeArrayFieldStart("stages");
      for (StageSpan span : record.stages()) {
        json.writeStartObject();
        json.writeStringField("stage", span.stage().label());
        json.writeNumberField("startMillis", rounded(span.startMillis()));
        json.writeNumberField("endMillis", rounded(span.endMillis()));
        json.writeNumberField("bytes", span.bytes());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("criticalPath");
      for (StageSpan part : CriticalPath.of(rounded(record.stages()))) {
        json.writeStartObject();
        json.writeStringField("stage", part.stage().label());
        json.writeNumberField("millis", rounded(part.durationMillis()));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeNumberField("readyMillis", rounded(record.readyMillis()));
      json.writeObjectFieldStart("memory");
      json.writeNumberField("heapBytes", record.memory().heapBytes());
      json.writeNumberField("nativeBytes", record.memory().nativeBytes());
      json.writeNumberField("residentBytes", record.memory().residentBytes());
      json.writeEndObject();
      if (record.failure().isPresent()) {
        Failure failure = record.failure().get();
        json.writeObjectFieldStart("failure");
        json.writeStringField("stage", failure.stage());
        json.writeStringField("cause", failure.cause());
        json.writeEndObject();
      }
      if (record.restore().isPresent()) {
        Restore restore = record.restore().get();
        json.writeObjectFieldStart("restore");
        json.writeStringField("mechanism", restore.mechanism());
        json.writeStringField("snapshotInstance", restore.snapshotInstance());
        json.writeNumberField("checkpointMillis", rounded(restore.checkpointMillis()));
        json.writeNumberField("ageMillis", rounded(restore.ageMillis()));
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be written
    }
    return bytes.toString(StandardCharsets.US_ASCII);
  }

  /**
   * Reads what {@link #write} wrote; unknown members are passed over, so that newer writers of the
   * same schema can be read.
   *
   * @throws JsonException if it is no such record
   */
  public static ColdStartRecord read(String json) {
    return read(JsonNode.read(json.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Reads a record that stands within another document.
   *
   * @throws JsonException if it is no such record
   */
  public static ColdStartRecord read(JsonNode node) {
    if (!node.get("schema").asString().equals(ColdStartRecord.SCHEMA)) {
      throw new JsonException("schema", "must be \"" + ColdStartRecord.SCHEMA + "\"");
    }
    List<PassedOver> passedOver = new ArrayList<>();
    for (JsonNode over : node.elements("passedOver")) {
      passedOver.add(
          new PassedOver(over.get("artifact").asString(), over.get("reason").asString()));
    }
    List<StageSpan> stages = new ArrayList<>();
    for (JsonNode span : node.elements("stages")) {
      JsonNode label = span.get("stage");
      Stage stage =
          Stage.labelled(label.asString())
              .orElseThrow(() -> new JsonException(label.path(), "is no stage"));
      stages.add(
          new StageSpan(
              stage,
              span.get("startMillis").asDouble(),
              span.get("endMillis").asDouble(),
              span.get("bytes").asLong()));
    }
    JsonNode memory = node.get("memory");
    return new ColdStartRecord(
        node.get("instance").asString(),
        node.get("target").asString(),
        node.get("policy").asString(),
        node.get("model").asString(),
        node.get("modelVersion").asString(),
        node.get("provenance").asString(),
        node.get("runtime").asString(),
        node.get("runtimeVersion").asString(),
        node.get("artifact").asString(),
        passedOver,
        node.get("jdk").asString(),
        node.get("cpuShare").asDouble(),
        (int) node.get("threads").asLong(),
        node.find("device").map(device -> placement(device, node.find("deviceReason"))),
        node.find("secondTier").map(JsonNode::asBoolean).orElse(false),
        stages,
        node.get("readyMillis").asDouble(),
        new Memory(
            memory.get("heapBytes").asLong(),
            memory.get("nativeBytes").asLong(),
            memory.get("residentBytes").asLong()),
        node.find("failure")
            .map(f -> new Failure(f.get("stage").asString(), f.get("cause").asString())),
        node.find("restore")
            .map(
                r ->
                    new Restore(
                        r.get("mechanism").asString(),
                        r.get("snapshotInstance").asString(),
                        r.get("checkpointMillis").asDouble(),
                        r.get("ageMillis").asDouble())));
  }

  private static Placement placement(JsonNode device, Optional<JsonNode> reason) {
    try {
      return new Placement(Device.parse(device.asString()), reason.map(JsonNode::asString));
    } catch (IllegalArgumentException e) {
      throw new JsonException(device.path(), "must be cpu or cuda:N");
    }
  }

  /**
   * As whoever reads the record sees them, so that the path follows from them to the last digit.
   */
  private static List<StageSpan> rounded(List<StageSpan> stages) {
    List<StageSpan> rounded = new ArrayList<>(stages.size());
    for (StageSpan span : stages) {
      rounded.add(
          new StageSpan(
              span.stage(), rounded(span.startMillis()), rounded(span.endMillis()), span.bytes()));
    }
    return rounded;
  }

  /** To the microsecond, which is finer than the clock's zero is known. */
  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
