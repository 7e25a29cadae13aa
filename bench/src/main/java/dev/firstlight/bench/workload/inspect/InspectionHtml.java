package dev.firstlight.bench.workload.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.bench.report.HtmlReport;
import dev.firstlight.bench.workload.ScheduleHeader;
import dev.firstlight.bench.workload.stats.CountSeries;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An inspection as one HTML file that needs nothing else. */
public final class InspectionHtml {
  private InspectionHtml() {}

  /** The file's text. */
  public static String render(ScheduleHeader header, Inspection inspection) {
    String data = // nothing in it may end the script element
        json(header, inspection)
            .replace("<", "\\u003c")
            .replace(">", "\\u003e")
            .replace("&", "\\u0026");
    return HtmlReport.page(resource("workload.html"), resource("workload.js"), data);
  }

  private static String json(ScheduleHeader header, Inspection inspection) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("name", header.name());
      json.writeStringField(
          "subject",
          "%s, seed %d: %s"
              .formatted(header.generator(), header.seed(), InspectionTable.parameters(header)));
      json.writeNumberField("requests", inspection.fine().total());
      json.writeNumberField("seconds", header.duration().toNanos() / 1e9);
      json.writeNumberField("inputs", inspection.inputs());
      json.writeNumberField("pool", header.pool());
      json.writeStringField(
          "gapVariation", String.format(Locale.ROOT, "%.3f", inspection.gapVariation()));
      json.writeNumberField("part", header.part().index());
      json.writeNumberField("parts", header.part().count());
      CountSeries shown = inspection.shown();
      json.writeNumberField("window", shown.seconds());
      json.writeArrayFieldStart("counts");
      for (int i = 0; i < shown.size(); i++) {
        json.writeNumber(shown.count(i));
      }
      json.writeEndArray();
      json.writeArrayFieldStart("dispersions");
      for (Inspection.Dispersion each : inspection.dispersions()) {
        json.writeStartArray();
        json.writeNumber(each.seconds());
        number(json, each.value());
        json.writeNumber(each.windows());
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("correlations");
      for (double each : inspection.correlations()) {
        number(json, each);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return text.toString();
  }

  /** JSON has no NaN. */
  private static void number(JsonGenerator json, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(value);
    } else {
      json.writeNull();
    }
  }

  private static String resource(String name) {
    try (InputStream in = InspectionHtml.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path; build again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
