package dev.firstlight.bench.report;

import dev.firstlight.bench.report.Summary.PeerComparison;
import dev.firstlight.bench.report.Summary.Ratio;
import dev.firstlight.coldstart.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What rows take of peers' time, as lines for the terminal, at most 104 columns wide. */
final class PeerTable {
  private static final int COLUMN = 20;

  private PeerTable() {}

  /** No line where there is no peer. */
  static List<String> lines(Summary summary) {
    List<String> lines = new ArrayList<>();
    for (PeerComparison comparison : summary.peers()) {
      if (lines.isEmpty()) {
        lines.add(
            "Against peers: ours ÷ theirs, median of "
                + comparison.e2e().pairs()
                + " pairs of starts (its 95 % interval)");
        lines.add(
            " ".repeat(width(summary))
                + column("end to end")
                + column("load")
                + column("warm")
                + column("memory"));
      }
      lines.addAll(name(comparison, width(summary)));
      int last = lines.size() - 1;
      lines.set(
          last,
          lines.get(last)
              + column(text(Optional.of(comparison.e2e())))
              + column(text(Optional.ofNullable(comparison.stages().get(Stage.LOAD))))
              + column(text(comparison.warm()))
              + column(text(comparison.residentBytes())));
    }
    return lines;
  }

  private static int width(Summary summary) {
    int longest =
        summary.peers().stream().mapToInt(comparison -> name(comparison).length()).max().orElse(0);
    return Math.min(longest, ComparisonTable.WIDTH - 4 * COLUMN);
  }

  /** The peer has our row's runtime and store, so that its target tells enough. */
  private static String name(PeerComparison comparison) {
    return comparison.row() + " ÷ " + comparison.peer().split(" ", 2)[0];
  }

  /** The name as wide as its column; a longer one stands on a line of its own before that. */
  private static List<String> name(PeerComparison comparison, int width) {
    String name = name(comparison);
    return name.length() > width
        ? List.of(name, " ".repeat(width))
        : List.of(name + " ".repeat(width - name.length()));
  }

  private static String text(Optional<Ratio> ratio) {
    return ratio
        .map(
            value ->
                String.format(
                    Locale.ROOT,
                    "%s (%s–%s)",
                    digits(value.median()),
                    digits(value.low()),
                    digits(value.high())))
        .orElse("-");
  }

  /** Three figures, as a tenth and a hundredth part both matter. */
  private static String digits(double ratio) {
    int decimals = ratio < 0.1 ? 3 : ratio < 100 ? 2 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", ratio);
  }

  private static String column(String text) {
    return " ".repeat(Math.max(1, COLUMN - text.length())) + text;
  }
}
