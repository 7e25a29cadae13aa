package dev.firstlight.bench.cost;

import dev.firstlight.coldstart.Stage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Costs as comma-separated values (RFC 4180); the columns are described in docs/formats.md. */
public final class CostCsv {
  private static final String HEADER =
      "deployment,system,variant,region,book,kind,part,quantity,unit,usd,saving_usd";

  private CostCsv() {}

  /** The lines, the header first. */
  public static List<String> lines(List<Priced> all) {
    List<String> lines = new ArrayList<>();
    lines.add(HEADER);
    for (Priced priced : all) {
      for (Bill.Line line : priced.bill().lines()) {
        lines.add(
            row(
                priced,
                "line",
                line.price().meter().label(),
                line.quantity().toPlainString(),
                line.price().meter().unit(),
                usd(line.amount()),
                usd(line.saved())));
      }
      for (Bill.Unpriced left : priced.bill().unpriced()) {
        lines.add(
            row(
                priced,
                "unpriced",
                left.meter().label(),
                left.quantity().toPlainString(),
                left.meter().unit(),
                "",
                ""));
      }
      lines.add(
          row(
              priced,
              "total",
              "",
              Long.toString(priced.requests()),
              "requests",
              usd(priced.bill().total()),
              ""));
      priced.stages().ifPresent(costs -> stages(priced, costs, lines));
    }
    return lines;
  }

  private static void stages(Priced priced, StageCosts costs, List<String> lines) {
    for (Map.Entry<Stage, StageCosts.Cost> each : costs.stages().entrySet()) {
      StageCosts.Cost cost = each.getValue();
      lines.add(
          row(
              priced,
              "stage",
              each.getKey().label(),
              Metering.secondsOfNanos(cost.waitedNanos()).toPlainString(),
              "s",
              usd(cost.amount()),
              usd(cost.saving())));
    }
    lines.add(row(priced, "stage", "between", "", "", usd(costs.between()), ""));
    lines.add(row(priced, "stage", "rounding", "", "", usd(costs.rounding()), ""));
  }

  private static String row(
      Priced priced,
      String kind,
      String part,
      String quantity,
      String unit,
      String amount,
      String saving) {
    Tariff tariff = priced.tariff();
    return String.join(
        ",",
        quoted(priced.name()),
        tariff.system().label(),
        quoted(tariff.variant() + tariff.accelerator().map(name -> " with " + name).orElse("")),
        quoted(tariff.region()),
        quoted(tariff.book().name()),
        kind,
        part,
        quantity,
        unit,
        amount,
        saving);
  }

  private static String usd(Money amount) {
    BigDecimal plain = CostJson.plain(amount);
    return plain.toPlainString();
  }

  private static String quoted(String text) {
    return text.matches("[\\w .:@/+-]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }
}
