package dev.firstlight.bench.study;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.bench.stats.Distribution;
import dev.firstlight.bench.stats.MedianInterval;
import dev.firstlight.coldstart.Stage;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** A study's {@code summary.json}; the format is described in docs/study.md. */
public final class StudyJson {
  /** The schema that is written. */
  public static final String SCHEMA = "firstlight.study/1";

  private StudyJson() {}

  /**
   * Writes it.
   *
   * @param command the command line that repeats it
   * @param subject what was held, in words
   */
  public static String write(StudySummary summary, String command, String subject) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeStringField("factor", summary.factor().label());
      json.writeStringField("unit", summary.factor().unit());
      json.writeStringField("step", summary.factor().step());
      json.writeStringField("command", command);
      json.writeStringField("subject", subject);
      json.writeBooleanField("valid", summary.errors() == 0);
      json.writeArrayFieldStart("conclusions");
      for (String line : StudyTable.conclusions(summary)) {
        json.writeString(line);
      }
      json.writeEndArray();
      slopes(json, "coldSlope", summary.cold());
      slopes(json, "warmSlope", summary.warm());
      slopes(json, "allSlope", summary.all());
      json.writeArrayFieldStart("rows");
      for (StudySummary.Row row : summary.rows()) {
        row(json, row);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return text.toString();
  }

  private static void slopes(JsonGenerator json, String key, List<Slope> slopes)
      throws IOException {
    for (Slope slope : slopes) {
      json.writeObjectFieldStart(key);
      json.writeNumberField("medianMillis", slope.median());
      json.writeNumberField("lowMillis", slope.interval().low());
      json.writeNumberField("highMillis", slope.interval().high());
      json.writeNumberField("turns", slope.turns());
      json.writeBooleanField("aboveSpread", slope.isAboveSpread());
      json.writeEndObject();
    }
  }

  private static void row(JsonGenerator json, StudySummary.Row row) throws IOException {
    json.writeStartObject();
    json.writeNumberField("value", row.value());
    json.writeNumberField("calls", row.calls());
    json.writeNumberField("errors", row.errors());
    json.writeNumberField("starts", row.starts());
    json.writeNumberField("coldShare", row.coldShare());
    times(json, "coldMillis", row.coldMillis());
    times(json, "warmMillis", row.warmMillis());
    times(json, "allMillis", row.allMillis());
    times(json, "coldBilledMillis", row.coldBilledMillis());
    times(json, "warmBilledMillis", row.warmBilledMillis());
    json.writeObjectFieldStart("waitedMillis");
    for (Map.Entry<Stage, Double> each : row.waitedMillis().entrySet()) {
      json.writeNumberField(each.getKey().label(), each.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void times(JsonGenerator json, String key, Distribution values)
      throws IOException {
    if (values.isEmpty()) {
      return;
    }
    MedianInterval interval = MedianInterval.of(values);
    json.writeObjectFieldStart(key);
    json.writeNumberField("count", values.count());
    json.writeNumberField("p50", values.median());
    json.writeNumberField("low", interval.low());
    json.writeNumberField("high", interval.high());
    json.writeNumberField("p99", values.percentile(99));
    json.writeEndObject();
  }
}
