package dev.firstlight.bench.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.firstlight.bench.record.RunPlan.Granted;
import dev.firstlight.bench.record.RunPlan.Jvm;
import dev.firstlight.bench.record.RunPlan.Machine;
import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A plan as JSON; the format is described in docs/formats.md. */
public final class PlanJson {
  private PlanJson() {}

  /** The document, indented, with a line break at its end. */
  public static String write(RunPlan plan) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
      write(json, plan);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return text.append('\n').toString();
  }

  /** Writes the plan as a value. */
  public static void write(JsonGenerator json, RunPlan plan) throws IOException {
    json.writeStartObject();
    json.writeStringField("schema", RunPlan.SCHEMA);
    json.writeStringField("run", plan.run().toString());
    json.writeStringField("command", plan.command());
    json.writeStringField("version", plan.version());
    json.writeStringField("model", plan.model());
    strings(json, "targets", plan.targets());
    strings(json, "peers", plan.peers());
    strings(json, "peersLeftOut", plan.leftOut());
    strings(json, "runtimes", plan.runtimes());
    strings(json, "stores", plan.stores());
    json.writeArrayFieldStart("memoryMegabytes");
    for (int size : plan.granted().megabytes()) {
      json.writeNumber(size);
    }
    json.writeEndArray();
    json.writeStringField("isolation", plan.granted().isolation());
    json.writeNumberField("cold", plan.cold());
    json.writeNumberField("warm", plan.warm());
    json.writeNumberField("seed", plan.seed());
    strings(json, "flags", plan.jvm().flags());
    json.writeObjectFieldStart("jvm");
    json.writeStringField("setting", plan.jvm().setting());
    json.writeStringField("version", plan.jvm().version());
    strings(json, "archives", plan.jvm().archives());
    json.writeEndObject();
    json.writeObjectFieldStart("machine");
    json.writeStringField("processor", plan.machine().processor());
    json.writeNumberField("cpus", plan.machine().cpus());
    json.writeNumberField("memoryBytes", plan.machine().memoryBytes());
    json.writeStringField("system", plan.machine().system());
    json.writeNumberField("load", plan.machine().load());
    json.writeEndObject();
    json.writeEndObject();
  }

  /**
   * Reads a plan.
   *
   * @throws JsonException if it is none
   */
  public static RunPlan read(byte[] document) {
    JsonNode json = JsonNode.read(document);
    String schema = json.get("schema").asString();
    if (!schema.equals(RunPlan.SCHEMA)) {
      throw new JsonException(
          "schema", "is \"" + schema + "\"; this version reads " + RunPlan.SCHEMA);
    }
    JsonNode machine = json.get("machine");
    try {
      return new RunPlan(
          Instant.parse(json.get("run").asString()),
          json.get("command").asString(),
          json.get("version").asString(),
          json.get("model").asString(),
          strings(json, "targets"),
          optionalStrings(json, "peers"),
          optionalStrings(json, "peersLeftOut"),
          strings(json, "runtimes"),
          strings(json, "stores"),
          granted(json),
          json.get("cold").asInt(1, Integer.MAX_VALUE),
          json.get("warm").asInt(0, Integer.MAX_VALUE),
          json.get("seed").asLong(),
          jvm(json),
          new Machine(
              machine.get("processor").asString(),
              machine.get("cpus").asInt(1, Integer.MAX_VALUE),
              machine.get("memoryBytes").asLong(),
              machine.get("system").asString(),
              machine.get("load").asDouble()));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new JsonException("", "is no plan: " + e.getMessage(), e);
    }
  }

  /** Absent in plans of earlier versions. */
  private static Granted granted(JsonNode json) {
    return json.find("memoryMegabytes").isEmpty()
        ? Granted.MACHINE
        : new Granted(
            json.elements("memoryMegabytes").stream()
                .map(size -> size.asInt(1, Integer.MAX_VALUE))
                .toList(),
            json.get("isolation").asString());
  }

  /** Plans of versions before 0.2 have only flags. */
  private static Jvm jvm(JsonNode json) {
    Optional<JsonNode> jvm = json.find("jvm");
    return new Jvm(
        jvm.map(node -> node.get("setting").asString()).orElse(""),
        jvm.map(node -> node.get("version").asString()).orElse(""),
        strings(json, "flags"),
        jvm.map(node -> strings(node, "archives")).orElse(List.of()));
  }

  private static void strings(JsonGenerator json, String key, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(key);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  /** None where the member is absent, as in plans of earlier versions. */
  private static List<String> optionalStrings(JsonNode json, String key) {
    return json.find(key).isPresent() ? strings(json, key) : List.of();
  }

  private static List<String> strings(JsonNode json, String key) {
    return json.elements(key).stream().map(JsonNode::asString).toList();
  }
}
