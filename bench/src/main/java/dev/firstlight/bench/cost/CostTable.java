package dev.firstlight.bench.cost;

import dev.firstlight.coldstart.Stage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Costs as text for a terminal. Amounts are rounded here and nowhere before. */
public final class CostTable {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  private CostTable() {}

  /** The lines of all of them, one after the other. */
  public static List<String> lines(List<Priced> all) {
    List<String> lines = new ArrayList<>();
    for (Priced priced : all) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      one(priced, lines);
    }
    return lines;
  }

  private static void one(Priced priced, List<String> lines) {
    Tariff tariff = priced.tariff();
    lines.add(
        "%s: %s %s%s in %s, book %s%s"
            .formatted(
                priced.name(),
                tariff.system().label(),
                tariff.variant(),
                tariff.accelerator().map(name -> " with " + name).orElse(""),
                tariff.region(),
                tariff.book().name(),
                tariff.freeTier() ? ", a month's free tier taken off" : ""));
    lines.add(row("", "quantity", "", "USD each", "USD"));
    for (Bill.Line line : priced.bill().lines()) {
      Price price = line.price();
      String from = price.rates().size() > 1 ? "from " : "";
      lines.add(
          row(
              price.meter().label(),
              quantity(line.quantity()),
              price.meter().unit(),
              from
                  + price.rates().get(0).price().stripTrailingZeros().toPlainString()
                  + "/"
                  + price.meter().priceUnit(),
              line.amount().plus(line.saved()).toString()));
      if (!line.saved().isZero()) {
        lines.add(row("  of it free", "", "", "", "-" + line.saved()));
      }
    }
    lines.add(row("total", "", "", "", priced.bill().total().toString()));
    lines.add(calls(priced));
    for (Bill.Unpriced left : priced.bill().unpriced()) {
      lines.add(
          "%s GB of %s is left out: book %s has no price of it there"
              .formatted(quantity(left.quantity()), left.meter().label(), tariff.book().name()));
    }
    priced.stages().filter(stages -> stages.starts() > 0).ifPresent(of -> stages(of, lines));
  }

  private static String calls(Priced priced) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%,d requests", priced.requests()));
    if (priced.cold() > 0) {
      text.append(String.format(Locale.ROOT, ", %,d cold", priced.cold()));
    }
    if (priced.turnedAway() > 0) {
      text.append(String.format(Locale.ROOT, ", %,d turned away", priced.turnedAway()));
    }
    if (priced.requests() > 0) {
      BigDecimal each =
          priced.bill().total().over(BigDecimal.valueOf(priced.requests()).divide(MILLION), 20);
      text.append("; USD ").append(Money.plain(each)).append(" a million");
    }
    return text.toString();
  }

  private static void stages(StageCosts costs, List<String> lines) {
    lines.add("");
    lines.add(
        "%d cold starts by stage, at first rates%s"
            .formatted(
                costs.starts(),
                costs.withoutRecord() == 0
                    ? ""
                    : "; %d more have no record of theirs".formatted(costs.withoutRecord())));
    lines.add(stage("", "waited ms", "USD", "without: ms less", "USD less"));
    for (Map.Entry<Stage, StageCosts.Cost> each : costs.stages().entrySet()) {
      StageCosts.Cost cost = each.getValue();
      lines.add(
          stage(
              each.getKey().label(),
              millis(cost.waitedNanos(), costs.starts()),
              cost.amount().toString(),
              millis(cost.savedNanos(), costs.starts()),
              cost.saving().toString()));
    }
    lines.add(stage("between", "", costs.between().toString(), "", ""));
    lines.add(stage("rounding up", "", costs.rounding().toString(), "", ""));
    lines.add(stage("all", "", costs.total().toString(), "", ""));
    lines.add("Milliseconds are the mean of a start, USD all starts together.");
  }

  private static String millis(long nanos, int starts) {
    return String.format(Locale.ROOT, "%.1f", nanos / 1e6 / starts);
  }

  private static String quantity(BigDecimal quantity) {
    int whole = quantity.precision() - quantity.scale();
    int digits =
        quantity.stripTrailingZeros().scale() <= 0 ? 0 : Math.max(3, Math.min(9, 4 - whole));
    DecimalFormat format =
        new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
    format.setRoundingMode(RoundingMode.HALF_UP);
    format.setMinimumFractionDigits(digits);
    format.setMaximumFractionDigits(digits);
    return format.format(quantity);
  }

  private static String row(
      String what, String quantity, String unit, String price, String amount) {
    return "%-22s%18s %-9s%26s%16s".formatted(what, quantity, unit, price, amount).stripTrailing();
  }

  private static String stage(
      String what, String waited, String amount, String less, String saving) {
    return "%-22s%12s%16s%20s%16s".formatted(what, waited, amount, less, saving).stripTrailing();
  }
}
