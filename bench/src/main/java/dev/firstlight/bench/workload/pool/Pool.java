package dev.firstlight.bench.workload.pool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A pool of inputs in a folder, of which {@code pool.json} tells; the payload index of an arrival
 * is the place in its list.
 *
 * @param source of what it was made
 * @param seed of the choices
 * @param inputs in order
 */
public record Pool(String source, long seed, List<PoolInput> inputs) {
  /** The schema that is written. */
  public static final String SCHEMA = "firstlight.pool/1";

  /** The file that lists the inputs. */
  public static final String FILE = "pool.json";

  public Pool {
    inputs = List.copyOf(inputs);
  }

  /**
   * Reads the list of a folder.
   *
   * @throws BenchException of kind FILE if there is none, or it is damaged
   */
  public static Pool read(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      JsonNode json = JsonNode.read(Files.readAllBytes(file));
      String schema = json.get("schema").asString();
      if (!schema.equals(SCHEMA)) {
        throw new JsonException("schema", "is \"%s\"; \"%s\" is allowed".formatted(schema, SCHEMA));
      }
      return new Pool(
          json.get("source").asString(),
          json.get("seed").asLong(),
          json.elements("inputs").stream().map(Pool::input).toList());
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.FILE,
          "cannot read \"%s\": %s; firstlight workload pool makes one".formatted(file, e),
          e);
    } catch (JsonException e) {
      throw new BenchException(
          BenchException.Kind.FILE, "\"%s\": %s".formatted(file, e.getMessage()), e);
    }
  }

  private static PoolInput input(JsonNode json) {
    String file = json.get("file").asString();
    if (file.contains("/") || file.contains("\\") || file.startsWith(".")) {
      throw new JsonException(
          json.path() + ".file",
          "is \"" + file + "\"; the name of a file in the folder is allowed");
    }
    return new PoolInput(
        file,
        json.get("mediaType").asString(),
        json.get("path").asString(),
        json.get("bytes").asLong(),
        json.get("sha256").asString());
  }

  /** As {@code pool.json}. */
  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeStringField("source", source);
      json.writeNumberField("seed", seed);
      json.writeArrayFieldStart("inputs");
      for (PoolInput input : inputs) {
        json.writeStartObject();
        json.writeStringField("file", input.file());
        json.writeStringField("mediaType", input.mediaType());
        json.writeStringField("path", input.path());
        json.writeNumberField("bytes", input.bytes());
        json.writeStringField("sha256", input.sha256());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return text + "\n";
  }
}
