package dev.firstlight.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.firstlight.bench.record.PlanJson;
import dev.firstlight.bench.record.RunPlan;
import dev.firstlight.bench.report.Summary.MedianStart;
import dev.firstlight.bench.stats.Distribution;
import dev.firstlight.bench.stats.MedianInterval;
import dev.firstlight.coldstart.StageSpan;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the report's script draws, as JSON that may stand inside a script element. */
final class ReportData {
  private static final int MOST_POINTS = 500;

  private ReportData() {}

  static String write(Summary summary, Optional<RunPlan> plan) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setCharacterEscapes(new ScriptEscapes());
      json.writeStartObject();
      json.writeStringField("headline", Headline.of(summary));
      json.writeStringField("equality", Headline.equality(summary));
      json.writeFieldName("summary");
      SummaryJson.write(json, summary);
      if (plan.isPresent()) {
        json.writeFieldName("plan");
        PlanJson.write(json, plan.get());
      }
      json.writeArrayFieldStart("targets");
      for (Summary.Row row : summary.rows()) {
        row(json, row);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return text.toString();
  }

  private static void row(JsonGenerator json, Summary.Row row) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", row.name());
    if (row.cold().median().isPresent()) {
      json.writeFieldName("median");
      start(json, row.cold().median().get());
    }
    points(json, "coldMillis", row.cold().e2eMillis());
    if (!row.cold().e2eMillis().isEmpty()) {
      MedianInterval interval = MedianInterval.of(row.cold().e2eMillis());
      json.writeArrayFieldStart("medianInterval");
      json.writeNumber(interval.low());
      json.writeNumber(interval.high());
      json.writeEndArray();
    }
    points(json, "warmMillis", row.warm().e2eMillis());
    json.writeEndObject();
  }

  private static void start(JsonGenerator json, MedianStart start) throws IOException {
    json.writeStartObject();
    json.writeNumberField("e2eMillis", start.e2eMillis());
    json.writeNumberField("readyMillis", start.record().readyMillis());
    json.writeStringField("jdk", start.record().jdk());
    json.writeStringField("artifact", start.record().artifact());
    json.writeNumberField("threads", start.record().threads());
    json.writeArrayFieldStart("stages");
    for (StageSpan span : start.record().stages()) {
      json.writeStartObject();
      json.writeStringField("stage", span.stage().label());
      json.writeNumberField("startMillis", span.startMillis());
      json.writeNumberField("endMillis", span.endMillis());
      json.writeNumberField("bytes", span.bytes());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Pairs of a value and the share of values, in percent, that do not exceed it. */
  private static void points(JsonGenerator json, String key, Distribution values)
      throws IOException {
    json.writeArrayFieldStart(key);
    int count = values.count();
    int points = Math.min(count, MOST_POINTS);
    for (int i = 1; i <= points; i++) {
      int place = (int) Math.ceil((double) i * count / points);
      json.writeStartArray();
      json.writeNumber(values.rank(place));
      json.writeNumber(100.0 * place / count);
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  /** Leaves nothing that could end a script element or, in older engines, a line of script. */
  private static final class ScriptEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();
      escapes['<'] = CharacterEscapes.ESCAPE_STANDARD;
      escapes['>'] = CharacterEscapes.ESCAPE_STANDARD;
      escapes['&'] = CharacterEscapes.ESCAPE_STANDARD;
      return escapes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return switch (character) {
        case 0x2028 -> new SerializedString("\\u2028");
        case 0x2029 -> new SerializedString("\\u2029");
        default -> null;
      };
    }
  }
}
