package dev.firstlight.bench.report;

import dev.firstlight.bench.stats.Distribution;
import dev.firstlight.coldstart.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A summary as a table for the terminal, at most 100 columns wide. */
public final class ComparisonTable {
  /** The widest line of the table itself. */
  public static final int WIDTH = 100;

  private static final List<Stage> STAGES = List.of(Stage.values());

  private ComparisonTable() {}

  /** The table, its header and its footer, line by line. */
  public static List<String> lines(Summary summary) {
    List<String> lines = new ArrayList<>();
    lines.addAll(wrap(title(summary), ""));
    lines.add("");
    lines.add(groups(summary));
    lines.add(heads(summary));
    for (Summary.Target target : summary.targets()) {
      lines.add(row(target));
    }
    lines.add("");
    for (String note : notes(summary)) {
      lines.addAll(wrap(note, ""));
    }
    return lines;
  }

  private static String title(Summary summary) {
    Summary.Model model = summary.model();
    return "%s %s on %s %s; %s%s"
        .formatted(
            model.name(),
            model.version(),
            summary.runtime().name(),
            summary.runtime().version(),
            model.provenance(),
            model.hasRandomWeights() ? ": times mean something, classes do not" : "");
  }

  private static String groups(Summary summary) {
    String cold =
        "cold start, ms, median of "
            + counts(summary.targets().stream().map(t -> t.cold().e2eMillis().count()).toList());
    String warm =
        "warm, ms, of "
            + counts(summary.targets().stream().map(t -> t.warm().e2eMillis().count()).toList());
    return "%-7s%-73s%18s".formatted("", "  " + cold, warm);
  }

  /** One number where all targets have it, else each. */
  private static String counts(List<Integer> counts) {
    return counts.stream().distinct().map(String::valueOf).collect(Collectors.joining("/"));
  }

  private static String heads(Summary summary) {
    StringBuilder heads = new StringBuilder("%-7s".formatted("target"));
    for (Stage stage : STAGES) {
      heads.append(right(head(stage), width(stage)));
    }
    boolean few =
        summary.targets().stream()
            .anyMatch(target -> target.warm().e2eMillis().count() < Distribution.ENOUGH_FOR_P99);
    return heads
        .append("%12s%9s%9s".formatted("end to end", "p50", few ? "max" : "p99"))
        .toString();
  }

  private static String head(Stage stage) {
    return switch (stage) {
      case WARMUP -> "warm-up";
      case PREDICT -> "1st predict";
      default -> stage.label();
    };
  }

  /** Room for the head, and for 99 seconds. */
  private static int width(Stage stage) {
    return Math.max(8, head(stage).length() + 1);
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(1, width - text.length())) + text;
  }

  private static String row(Summary.Target target) {
    StringBuilder row = new StringBuilder("%-7s".formatted(target.target()));
    for (Stage stage : STAGES) {
      Distribution values = target.cold().stageMillis().getOrDefault(stage, Distribution.NONE);
      row.append(right(millis(values, 50), width(stage)));
    }
    return row.append("%12s".formatted(millis(target.cold().e2eMillis(), 50)))
        .append("%9s".formatted(millis(target.warm().e2eMillis(), 50)))
        .append("%9s".formatted(millis(target.warm().e2eMillis(), 99)))
        .toString();
  }

  private static List<String> notes(Summary summary) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Stages may overlap, so they need not add up; overlap counted once, they account for "
            + each(summary, target -> percent(target.cold().accountedPercent()))
            + " of the end to end (process creation to the answer's last byte).");
    notes.add(
        "Slowest cold start, ms: "
            + each(summary, target -> millis(target.cold().e2eMillis(), 100))
            + ". Warm inference alone, ms, p50: "
            + each(summary, target -> millis(target.warm().predictMillis(), 50))
            + ".");
    summary
        .similarity()
        .ifPresent(
            similarity ->
                notes.add(
                    String.format(
                        Locale.ROOT,
                        "Texts of like meaning score %.2f, unlike ones %.2f (mean cosine).",
                        similarity.like(),
                        similarity.unlike())));
    summary.verdict().warnings().forEach(warning -> notes.add("Warning: " + warning));
    if (summary.verdict().isValid()) {
      notes.add(
          summary.targets().size() > 1
              ? "Verdict: valid. All targets gave equal predictions, to the last bit."
              : "Verdict: valid.");
    } else {
      notes.add("Verdict: NOT VALID; compare nothing from this run.");
      summary.verdict().reasons().forEach(reason -> notes.add("- " + reason));
    }
    return notes;
  }

  private static String each(
      Summary summary, java.util.function.Function<Summary.Target, String> value) {
    return summary.targets().stream()
        .map(target -> target.target() + " " + value.apply(target))
        .collect(Collectors.joining(", "));
  }

  private static String percent(Distribution values) {
    return values.isEmpty() ? "-" : String.format(Locale.ROOT, "%.0f %%", values.median());
  }

  private static String millis(Distribution values, double percent) {
    return values.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f", values.percentile(percent));
  }

  private static List<String> wrap(String text, String indent) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ", -1)) {
      if (line.length() > indent.length() && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
      }
      line.append(line.length() == indent.length() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
