package dev.firstlight.bench.workload.inspect;

import dev.firstlight.bench.workload.Part;
import dev.firstlight.bench.workload.ScheduleHeader;
import dev.firstlight.bench.workload.stats.CountSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An inspection as lines for a terminal. */
public final class InspectionTable {
  private static final int ROWS = 30;
  private static final int WIDTH = 50;

  private InspectionTable() {}

  /** The lines. */
  public static List<String> lines(ScheduleHeader header, Inspection inspection) {
    List<String> lines = new ArrayList<>();
    Part part = header.part();
    lines.add(
        header.name()
            + (part.isWhole()
                ? ""
                : ", part %d of %d (%,d requests in all)"
                    .formatted(part.index(), part.count(), part.requests())));
    lines.add("%s, seed %d: %s".formatted(header.generator(), header.seed(), parameters(header)));
    lines.add(
        text(
            "%,d requests in %.6g s, %.4g/s on average, %d of %d inputs; gaps vary by %.3f of their mean (Poisson: 1)",
            inspection.fine().total(),
            header.duration().toNanos() / 1e9,
            inspection.fine().total() / (header.duration().toNanos() / 1e9),
            inspection.inputs(),
            header.pool(),
            inspection.gapVariation()));
    lines.add("");
    rates(lines, inspection.shown());
    lines.add("");
    lines.add("index of dispersion (variance of counts over their mean; Poisson: 1)");
    for (Inspection.Dispersion each : inspection.dispersions()) {
      lines.add(
          text("%11.4g s %12.4g  of %,d windows", each.seconds(), each.value(), each.windows()));
    }
    lines.add("");
    lines.add(text("autocorrelation of counts in windows of %.4g s", inspection.shown().seconds()));
    for (int lag = 1; lag <= inspection.correlations().size(); lag = lag < 5 ? lag + 1 : lag + 5) {
      lines.add(
          text(
              "%11.4g s %12.3f",
              lag * inspection.shown().seconds(), inspection.correlations().get(lag - 1)));
    }
    return lines;
  }

  /** The parameters on one line. */
  static String parameters(ScheduleHeader header) {
    return header.parameters().isEmpty()
        ? "no parameters"
        : header.parameters().entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining(", "));
  }

  private static void rates(List<String> lines, CountSeries shown) {
    CountSeries rows = shown.merged(Math.max(1, shown.size() / ROWS));
    double highest = 0;
    for (int i = 0; i < rows.size(); i++) {
      highest = Math.max(highest, rows.count(i) / rows.seconds());
    }
    lines.add("requests a second");
    for (int i = 0; i < rows.size(); i++) {
      double rate = rows.count(i) / rows.seconds();
      lines.add(
          text(
              "%11.4g s %12.4g  %s",
              i * rows.seconds(),
              rate,
              "#".repeat(highest == 0 ? 0 : (int) Math.round(WIDTH * rate / highest))));
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
