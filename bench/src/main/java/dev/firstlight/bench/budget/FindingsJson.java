package dev.firstlight.bench.budget;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** Findings as JSON, {@code firstlight.findings/1}; the format is described in docs/budget.md. */
public final class FindingsJson {
  /** The schema that is written. */
  public static final String SCHEMA = "firstlight.findings/1";

  private FindingsJson() {}

  /** The document, indented, with a line break at its end. */
  public static String write(List<Finding> findings) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeArrayFieldStart("findings");
      for (Finding finding : findings) {
        json.writeStartObject();
        json.writeStringField("limit", finding.limit().name());
        json.writeStringField("outcome", finding.outcome().name().toLowerCase(Locale.ROOT));
        json.writeStringField("says", finding.says());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return text.append('\n').toString();
  }
}
