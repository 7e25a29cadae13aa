package dev.firstlight.bench.report;

import dev.firstlight.bench.stats.Distribution;
import dev.firstlight.bench.stats.MedianInterval;
import dev.firstlight.coldstart.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a run found, in a sentence or two that claim no more than was measured. */
final class Headline {
  private static final int MOST_LISTED = 4;

  private Headline() {}

  static String of(Summary summary) {
    List<Summary.Row> byFirstLight =
        summary.rows().stream()
            .filter(row -> !row.cold().e2eMillis().isEmpty())
            .sorted(Comparator.comparingDouble(row -> row.cold().e2eMillis().median()))
            .toList();
    if (!summary.verdict().isValid() || byFirstLight.isEmpty()) {
      return "This run is not valid, so compare nothing from it: "
          + summary.verdict().reasons().stream().findFirst().orElse("nothing was measured")
          + ".";
    }
    Summary.Row first = byFirstLight.get(0);
    return firstLight(first, byFirstLight.subList(1, byFirstLight.size())) + longest(first);
  }

  /** How equal the predictions of a valid run are. */
  static String equality(Summary summary) {
    return ownEquality(summary)
        + summary
            .peerAgreement()
            .map(
                agreement ->
                    String.format(
                        Locale.ROOT,
                        " Peers' predictions of texts are within %.0e of them.",
                        agreement.largest()))
            .orElse("");
  }

  private static String ownEquality(Summary summary) {
    String exact = "All targets gave equal predictions, to the last bit";
    return summary
        .agreement()
        .filter(agreement -> agreement.largest() > 0)
        .map(
            agreement ->
                String.format(
                    Locale.ROOT,
                    "%s within a serving runtime, and within %.0e across them.",
                    exact,
                    agreement.largest()))
        .orElse(exact + ".");
  }

  private static String firstLight(Summary.Row first, List<Summary.Row> others) {
    int starts = first.cold().e2eMillis().count();
    String name = first.name();
    if (others.isEmpty()) {
      return "First light on %s comes after %s (median of %d cold starts)."
          .formatted(name, millis(first), starts);
    }
    List<Summary.Row> close = others.stream().filter(other -> mayBeAsFast(first, other)).toList();
    List<Summary.Row> slower = others.stream().filter(other -> !mayBeAsFast(first, other)).toList();
    if (close.isEmpty()) {
      return "First light comes soonest on %s: %s at the median of %d cold starts, against %s."
          .formatted(name, millis(first), starts, list(slower));
    }
    List<Summary.Row> alike = new ArrayList<>(close);
    alike.add(0, first);
    return "First light comes after %s, too close to tell apart in %d cold starts%s."
        .formatted(list(alike), starts, slower.isEmpty() ? "" : "; it takes " + list(slower));
  }

  private static boolean mayBeAsFast(Summary.Row first, Summary.Row other) {
    return MedianInterval.of(first.cold().e2eMillis())
        .overlaps(MedianInterval.of(other.cold().e2eMillis()));
  }

  private static String longest(Summary.Row row) {
    Optional<Map.Entry<Stage, Distribution>> longest =
        row.cold().stageMillis().entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .max(Comparator.comparingDouble(entry -> entry.getValue().median()));
    return longest
        .map(
            entry ->
                String.format(
                    Locale.ROOT,
                    " The longest stage of a cold start on %s is %s: %.0f ms at the median.",
                    row.name(),
                    entry.getKey().label(),
                    entry.getValue().median()))
        .orElse("");
  }

  /** As in a sentence: commas, and an "and" before the last; of many, the least and the most. */
  private static String list(List<Summary.Row> rows) {
    if (rows.size() > MOST_LISTED) {
      return "%s to %s".formatted(told(rows.get(0)), told(rows.get(rows.size() - 1)));
    }
    List<String> each = rows.stream().map(Headline::told).toList();
    int last = each.size() - 1;
    return last == 0
        ? each.get(0)
        : String.join(", ", each.subList(0, last)) + " and " + each.get(last);
  }

  private static String told(Summary.Row row) {
    return millis(row) + " on " + row.name();
  }

  private static String millis(Summary.Row row) {
    return String.format(Locale.ROOT, "%.0f ms", row.cold().e2eMillis().median());
  }
}
