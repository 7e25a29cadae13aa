package dev.firstlight.bench.cost;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.firstlight.coldstart.Stage;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Costs as JSON, {@code firstlight.cost/1}; the format is described in docs/formats.md. */
public final class CostJson {
  /** The schema that is written. */
  public static final String SCHEMA = "firstlight.cost/1";

  /** Of dollars after the point; a billionth of a thousandth. */
  static final int DIGITS = 12;

  private CostJson() {}

  /** The document, indented, with a line break at its end. */
  public static String write(List<Priced> all) {
    StringWriter text = new StringWriter();
    JsonFactory factory =
        new JsonFactoryBuilder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();
    try (JsonGenerator json = factory.createGenerator(text)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeStringField("currency", "USD");
      json.writeArrayFieldStart("deployments");
      for (Priced priced : all) {
        one(json, priced);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return text.append('\n').toString();
  }

  private static void one(JsonGenerator json, Priced priced) throws IOException {
    Tariff tariff = priced.tariff();
    json.writeStartObject();
    json.writeStringField("name", priced.name());
    json.writeStringField("system", tariff.system().label());
    json.writeStringField(tariff.system().aspect(), tariff.variant());
    if (tariff.accelerator().isPresent()) {
      json.writeStringField("accelerator", tariff.accelerator().get());
    }
    json.writeStringField("region", tariff.region());
    json.writeStringField("book", tariff.book().name());
    json.writeBooleanField("freeTier", tariff.freeTier());
    json.writeNumberField("requests", priced.requests());
    json.writeNumberField("cold", priced.cold());
    json.writeNumberField("turnedAway", priced.turnedAway());
    money(json, "total", priced.bill().total());
    json.writeArrayFieldStart("lines");
    for (Bill.Line line : priced.bill().lines()) {
      line(json, line);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("unpriced");
    for (Bill.Unpriced left : priced.bill().unpriced()) {
      json.writeStartObject();
      json.writeStringField("meter", left.meter().label());
      json.writeNumberField("quantity", left.quantity());
      json.writeStringField("unit", left.meter().unit());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (priced.stages().isPresent()) {
      stages(json, priced.stages().get());
    }
    json.writeEndObject();
  }

  private static void line(JsonGenerator json, Bill.Line line) throws IOException {
    Price price = line.price();
    json.writeStartObject();
    json.writeStringField("meter", price.meter().label());
    json.writeNumberField("quantity", line.quantity());
    json.writeStringField("unit", price.meter().unit());
    json.writeArrayFieldStart("rates");
    for (Rate rate : price.rates()) {
      json.writeStartObject();
      if (rate.upTo().isPresent()) {
        json.writeNumberField("upTo", rate.upTo().get());
      }
      json.writeNumberField("price", rate.price());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("priceUnit", price.meter().priceUnit());
    money(json, "amount", line.amount());
    money(json, "freeTierSaved", line.saved());
    json.writeStringField("source", price.source());
    json.writeStringField("date", price.date());
    json.writeEndObject();
  }

  private static void stages(JsonGenerator json, StageCosts costs) throws IOException {
    json.writeObjectFieldStart("coldStarts");
    json.writeNumberField("starts", costs.starts());
    json.writeNumberField("withoutRecord", costs.withoutRecord());
    json.writeObjectFieldStart("stages");
    for (Map.Entry<Stage, StageCosts.Cost> each : costs.stages().entrySet()) {
      StageCosts.Cost cost = each.getValue();
      json.writeObjectFieldStart(each.getKey().label());
      json.writeNumberField("waitedNanos", cost.waitedNanos());
      money(json, "amount", cost.amount());
      json.writeNumberField("savedNanos", cost.savedNanos());
      money(json, "saving", cost.saving());
      json.writeEndObject();
    }
    json.writeEndObject();
    money(json, "between", costs.between());
    money(json, "rounding", costs.rounding());
    money(json, "total", costs.total());
    json.writeEndObject();
  }

  private static void money(JsonGenerator json, String key, Money amount) throws IOException {
    json.writeNumberField(key, plain(amount));
  }

  /** An amount as files have it. */
  static BigDecimal plain(Money amount) {
    BigDecimal rounded = amount.rounded(DIGITS).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }
}
