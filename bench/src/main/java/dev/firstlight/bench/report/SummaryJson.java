package dev.firstlight.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.firstlight.bench.stats.Distribution;
import dev.firstlight.bench.stats.MedianInterval;
import dev.firstlight.coldstart.Stage;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A summary as JSON; the format is described in docs/formats.md. */
public final class SummaryJson {
  private SummaryJson() {}

  /** The document, indented, with a line break at its end. */
  public static String write(Summary summary) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
      write(json, summary);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return text.append('\n').toString();
  }

  static void write(JsonGenerator json, Summary summary) throws IOException {
    json.writeStartObject();
    json.writeStringField("model", summary.model().name());
    json.writeStringField(
        "runtime",
        String.join(", ", summary.runtimes().stream().map(Summary.ServingRuntime::name).toList()));
    json.writeArrayFieldStart("targets");
    for (Summary.Row row : summary.rows()) {
      row(json, row);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("verdict");
    json.writeBooleanField("valid", summary.verdict().isValid());
    strings(json, "reasons", summary.verdict().reasons());
    strings(json, "warnings", summary.verdict().warnings());
    json.writeEndObject();
    json.writeStringField("modelVersion", summary.model().version());
    json.writeStringField("provenance", summary.model().provenance());
    json.writeStringField(
        "runtimeVersion",
        String.join(
            ", ", summary.runtimes().stream().map(Summary.ServingRuntime::version).toList()));
    agreement(json, "agreement", summary.agreement());
    agreement(json, "peerAgreement", summary.peerAgreement());
    if (!summary.peers().isEmpty()) {
      json.writeArrayFieldStart("peers");
      for (Summary.PeerComparison comparison : summary.peers()) {
        comparison(json, comparison);
      }
      json.writeEndArray();
    }
    if (summary.similarity().isPresent()) {
      json.writeObjectFieldStart("similarity");
      json.writeNumberField("like", rounded(summary.similarity().get().like()));
      json.writeNumberField("unlike", rounded(summary.similarity().get().unlike()));
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void agreement(
      JsonGenerator json, String key, Optional<Summary.Agreement> agreement) throws IOException {
    if (agreement.isPresent()) {
      json.writeObjectFieldStart(key);
      json.writeNumberField("largestRelativeDifference", agreement.get().largest());
      json.writeEndObject();
    }
  }

  private static void comparison(JsonGenerator json, Summary.PeerComparison comparison)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", comparison.row());
    json.writeStringField("peer", comparison.peer());
    ratio(json, "e2e", Optional.of(comparison.e2e()));
    json.writeObjectFieldStart("stages");
    for (Stage stage : Stage.values()) {
      ratio(json, stage.label(), Optional.ofNullable(comparison.stages().get(stage)));
    }
    json.writeEndObject();
    ratio(json, "warm", comparison.warm());
    ratio(json, "residentBytes", comparison.residentBytes());
    json.writeEndObject();
  }

  private static void ratio(JsonGenerator json, String key, Optional<Summary.Ratio> ratio)
      throws IOException {
    if (ratio.isPresent()) {
      json.writeObjectFieldStart(key);
      json.writeNumberField("pairs", ratio.get().pairs());
      json.writeNumberField("median", precise(ratio.get().median()));
      json.writeNumberField("low", precise(ratio.get().low()));
      json.writeNumberField("high", precise(ratio.get().high()));
      json.writeEndObject();
    }
  }

  private static void row(JsonGenerator json, Summary.Row row) throws IOException {
    json.writeStartObject();
    json.writeStringField("target", row.point().target());
    json.writeStringField("runtime", row.point().runtime());
    json.writeStringField("store", row.point().store());
    if (row.point().memoryMegabytes().isPresent()) {
      json.writeNumberField("memoryMegabytes", row.point().memoryMegabytes().getAsInt());
    }
    json.writeStringField("name", row.name());
    json.writeObjectFieldStart("cold");
    Summary.Cold cold = row.cold();
    json.writeNumberField("count", cold.e2eMillis().count());
    percentiles(json, "e2eMillis", cold.e2eMillis());
    stages(json, "stageMillis", cold.stageMillis());
    stages(json, "waitedMillis", cold.waitedMillis());
    percentiles(json, "readyMillis", cold.readyMillis());
    number(json, "accountedPercent", cold.accountedPercent(), 50);
    if (!cold.residentBytes().isEmpty()) {
      json.writeNumberField("residentBytes", Math.round(cold.residentBytes().median()));
    }
    medianInterval(json, cold.e2eMillis());
    json.writeEndObject();
    json.writeObjectFieldStart("warm");
    json.writeNumberField("count", row.warm().e2eMillis().count());
    percentiles(json, "e2eMillis", row.warm().e2eMillis());
    percentiles(json, "predictMillis", row.warm().predictMillis());
    json.writeEndObject();
    json.writeNumberField("errors", row.errors());
    json.writeNumberField("requests", row.requests());
    json.writeEndObject();
  }

  private static void stages(JsonGenerator json, String key, Map<Stage, Distribution> values)
      throws IOException {
    json.writeObjectFieldStart(key);
    for (Stage stage : Stage.values()) {
      percentiles(json, stage.label(), values.getOrDefault(stage, Distribution.NONE));
    }
    json.writeEndObject();
  }

  private static void percentiles(JsonGenerator json, String key, Distribution values)
      throws IOException {
    json.writeObjectFieldStart(key);
    number(json, "p50", values, 50);
    number(json, "p99", values, 99);
    json.writeEndObject();
  }

  private static void medianInterval(JsonGenerator json, Distribution values) throws IOException {
    if (!values.isEmpty()) {
      MedianInterval interval = MedianInterval.of(values);
      json.writeObjectFieldStart("e2eMedianInterval95");
      json.writeNumberField("low", rounded(interval.low()));
      json.writeNumberField("high", rounded(interval.high()));
      json.writeEndObject();
    }
  }

  /** Null where nothing was measured, so that the key is always there. */
  private static void number(JsonGenerator json, String key, Distribution values, double percent)
      throws IOException {
    if (values.isEmpty()) {
      json.writeNullField(key);
    } else {
      json.writeNumberField(key, rounded(values.percentile(percent)));
    }
  }

  private static void strings(JsonGenerator json, String key, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(key);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  /** Of a ratio, digits enough to tell a thousandth part apart. */
  private static double precise(double ratio) {
    return Math.round(ratio * 1e5) / 1e5;
  }

  /** To a microsecond where the unit is a millisecond; no clock here is finer. */
  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
