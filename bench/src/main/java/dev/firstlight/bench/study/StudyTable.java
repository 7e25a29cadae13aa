package dev.firstlight.bench.study;

import dev.firstlight.bench.stats.Distribution;
import dev.firstlight.bench.stats.MedianInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A study as a table for the terminal, at most 104 columns wide, and in words. */
public final class StudyTable {
  private static final double LEAST_WAIT_MILLIS = 1;
  private static final String ROW = "%9s %6s %11s %19s %11s %11s %11s %11s";

  private StudyTable() {}

  /** All of it, line by line. */
  public static List<String> lines(StudySummary summary) {
    boolean burst = summary.factor() == Factor.PROVISIONED;
    List<String> lines = new ArrayList<>();
    lines.add(summary.factor().unit() + "; times in ms, cold start to the answer's last byte");
    lines.add("");
    lines.add(
        burst
            ? line("value", "calls", "met a cold", "all calls, p50", "p99 or max", "cold p50", "")
            : String.format(
                Locale.ROOT,
                ROW,
                "value",
                "starts",
                "cold p50",
                "95 % interval",
                "warm p50",
                "billed cold",
                "billed warm",
                "failed"));
    for (StudySummary.Row row : summary.rows()) {
      lines.add(burst ? burst(row) : row(row));
    }
    lines.add("");
    if (!burst) {
      summary.rows().forEach(row -> lines.addAll(waited(row)));
    }
    lines.addAll(conclusions(summary));
    if (summary.errors() > 0) {
      lines.add("NOT VALID: " + summary.errors() + " calls failed; records.jsonl says why.");
    }
    return lines;
  }

  /** What the factor did, one sentence each time that was measured. */
  public static List<String> conclusions(StudySummary summary) {
    List<String> words = new ArrayList<>();
    if (summary.factor() == Factor.PROVISIONED) {
      summary.all().forEach(slope -> words.add(sentence(summary, "Calls of a burst", slope)));
      return words;
    }
    summary.cold().forEach(slope -> words.add(sentence(summary, "Cold starts", slope)));
    summary.warm().forEach(slope -> words.add(sentence(summary, "Warm calls", slope)));
    return words;
  }

  private static String sentence(StudySummary summary, String what, Slope slope) {
    String spread =
        String.format(
            Locale.ROOT,
            "(%s of %d turns: %+.2f to %+.2f)",
            slope.turns() >= Slope.ENOUGH ? "95 % interval" : "spread",
            slope.turns(),
            slope.interval().low(),
            slope.interval().high());
    return slope.isAboveSpread()
        ? String.format(
            Locale.ROOT,
            "%s: %+.2f ms per %s %s.",
            what,
            slope.median(),
            summary.factor().step(),
            spread)
        : String.format(
            Locale.ROOT,
            "%s: no effect above the spread, per %s %s.",
            what,
            summary.factor().step(),
            spread);
  }

  private static String row(StudySummary.Row row) {
    return String.format(
        Locale.ROOT,
        ROW,
        row.value(),
        row.starts(),
        median(row.coldMillis()),
        interval(row.coldMillis()),
        median(row.warmMillis()),
        median(row.coldBilledMillis()),
        median(row.warmBilledMillis()),
        row.errors());
  }

  private static String burst(StudySummary.Row row) {
    Distribution all = row.allMillis();
    return line(
        Long.toString(row.value()),
        Integer.toString(row.calls()),
        String.format(Locale.ROOT, "%.0f %%", 100 * row.coldShare()),
        median(all),
        all.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f", all.percentile(99)),
        median(row.coldMillis()),
        row.errors() == 0 ? "" : row.errors() + " failed");
  }

  private static String line(
      String value, String calls, String share, String p50, String p99, String cold, String more) {
    return String.format(
            Locale.ROOT,
            "%9s %6s %12s %15s %12s %10s %12s",
            value,
            calls,
            share,
            p50,
            p99,
            cold,
            more)
        .stripTrailing();
  }

  private static List<String> waited(StudySummary.Row row) {
    String stages =
        row.waitedMillis().entrySet().stream()
            .filter(each -> each.getValue() >= LEAST_WAIT_MILLIS)
            .map(
                each ->
                    String.format(Locale.ROOT, "%s %.0f", each.getKey().label(), each.getValue()))
            .collect(Collectors.joining(", "));
    return stages.isEmpty() ? List.of() : List.of(row.value() + " waited for " + stages);
  }

  private static String median(Distribution values) {
    return values.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f", values.median());
  }

  private static String interval(Distribution values) {
    if (values.isEmpty()) {
      return "-";
    }
    MedianInterval interval = MedianInterval.of(values);
    return String.format(Locale.ROOT, "%.1f to %.1f", interval.low(), interval.high());
  }
}
