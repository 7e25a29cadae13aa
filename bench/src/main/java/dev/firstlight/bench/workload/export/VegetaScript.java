package dev.firstlight.bench.workload.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.firstlight.bench.workload.pool.Pool;
import dev.firstlight.bench.workload.pool.PoolInput;
import dev.firstlight.bench.workload.stats.CountSeries;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What vegeta can do of a schedule. It knows no times of single requests, only rates, so a schedule
 * becomes a script of attacks one after another, each as long as a step and with as many requests
 * as the schedule has in it, at equal distances; and a pool becomes its JSON targets, taken in
 * turn.
 */
public final class VegetaScript {
  private VegetaScript() {}

  /**
   * Writes the script.
   *
   * @param steps counts of each step
   * @param targets name of the file of targets, beside the script
   */
  public static void script(CountSeries steps, String name, String targets, Writer out)
      throws IOException {
    long millis = Math.round(steps.seconds() * 1000);
    out.write("#!/bin/sh\n");
    out.write(
        "# Workload "
            + printable(name)
            + " as attacks of vegeta, one a step of "
            + millis
            + " ms.\n");
    out.write(
        "# Within a step requests are evenly spaced, and every attack begins with the first\n");
    out.write(
        "# target again: rates are those of the workload, single times and payloads are not.\n");
    out.write(
        "# An attack waits for its last answers, so slow targets make the script run late.\n");
    out.write("set -eu\n");
    out.write("cd \"$(dirname \"$0\")\"\n");
    out.write("mkdir -p results\n");
    out.write("attack() {\n");
    out.write(
        "  vegeta attack -format=json -targets=" + targets + " -rate=\"$2/" + millis + "ms\" \\\n");
    out.write("    -duration=" + millis + "ms -max-workers=100000 -output=\"results/$1.bin\"\n");
    out.write("}\n");
    for (int i = 0; i < steps.size(); i++) {
      out.write(
          steps.count(i) == 0
              ? "sleep %s%n".formatted(steps.seconds())
              : "attack %06d %d%n".formatted(i, steps.count(i)));
    }
    out.write("vegeta report results/*.bin\n");
  }

  /** Writes the inputs of a pool as targets, a line each. */
  public static void targets(Pool pool, Path folder, String url, Writer out) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
      for (PoolInput input : pool.inputs()) {
        json.writeStartObject();
        json.writeStringField("method", "POST");
        json.writeStringField("url", url + input.path());
        json.writeObjectFieldStart("header");
        json.writeArrayFieldStart("Content-Type");
        json.writeString(input.mediaType());
        json.writeEndArray();
        json.writeEndObject();
        json.writeBinaryField("body", Files.readAllBytes(folder.resolve(input.file())));
        json.writeEndObject();
      }
    }
    out.write("\n");
  }

  /** A name comes from a file; nothing in it may end the comment that it stands in. */
  private static String printable(String name) {
    return name.replaceAll("[^A-Za-z0-9 ._-]", "?");
  }
}
