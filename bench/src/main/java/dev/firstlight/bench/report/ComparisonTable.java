package dev.firstlight.bench.report;

import dev.firstlight.bench.stats.Distribution;
import dev.firstlight.coldstart.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A summary as a table for the terminal, at most 104 columns wide. */
public final class ComparisonTable {
  /** The widest line of the table itself. */
  public static final int WIDTH = 104;

  private static final int LEAST_LABEL = 7;
  private static final int MOST_LABEL = 17;
  private static final int END_TO_END = 11;
  private static final int MORE = 25;
  private static final int MOST_ROWS_IN_WORDS = 4;
  private static final String STAGES_OVERLAP =
      "Stages may overlap, so they need not add up; overlap counted once, they account for ";
  private static final double LEAST_WAIT_MILLIS = 0.05; // what would be shown as nothing
  private static final int WARM_P50 = 8;
  private static final int WARM_P99 = 8;
  private static final List<Stage> STAGES = List.of(Stage.values());

  private ComparisonTable() {}

  /** The table, its header and its footer, line by line. */
  public static List<String> lines(Summary summary) {
    List<String> lines = new ArrayList<>();
    lines.addAll(wrap(title(summary), ""));
    int label = labelWidth(summary);
    lines.add("");
    lines.add(groups(summary, label));
    lines.add(heads(summary, label));
    lines.addAll(inSections(summary, row -> row(row, label(summary, row), label)));
    lines.add("");
    if (summary.rows().size() > MOST_ROWS_IN_WORDS) {
      lines.addAll(more(summary));
      lines.add("");
    }
    List<String> peers = PeerTable.lines(summary);
    if (!peers.isEmpty()) {
      lines.addAll(peers);
      lines.add("");
    }
    for (String note : notes(summary)) {
      lines.addAll(wrap(note, ""));
    }
    return lines;
  }

  private static String title(Summary summary) {
    Summary.Model model = summary.model();
    return "%s %s on %s%s; %s%s"
        .formatted(
            model.name(),
            model.version(),
            summary.runtimes().stream()
                .map(runtime -> runtime.name() + " " + runtime.version())
                .collect(Collectors.joining(", ")),
            oneStore(summary).map(store -> ", from " + store).orElse(""),
            model.provenance(),
            model.hasRandomWeights() ? ": times mean something, classes do not" : "");
  }

  /** The store, where all rows have the same and it is not the folder itself. */
  private static Optional<String> oneStore(Summary summary) {
    List<String> stores = stores(summary);
    return stores.size() == 1
        ? Optional.of(stores.get(0)).filter(store -> !store.equals("file"))
        : Optional.empty();
  }

  private static List<String> stores(Summary summary) {
    return summary.rows().stream().map(row -> row.point().store()).distinct().toList();
  }

  /** Whether stores head sections, as names of rows with them in it would be too long. */
  private static boolean hasSections(Summary summary) {
    return stores(summary).size() > 1
        && summary.rows().stream().anyMatch(row -> row.name().length() > MOST_LABEL);
  }

  private static String label(Summary summary, Summary.Row row) {
    return hasSections(summary)
        ? row.name().substring(0, row.name().length() - row.point().store().length() - 1)
        : row.name();
  }

  private static int labelWidth(Summary summary) {
    return summary.rows().stream()
        .mapToInt(row -> label(summary, row).length())
        .reduce(LEAST_LABEL, Math::max);
  }

  private static String groups(Summary summary, int label) {
    String cold =
        "cold start, ms, median of "
            + counts(summary.rows().stream().map(row -> row.cold().e2eMillis().count()).toList());
    String warm =
        "warm, ms, of "
            + counts(summary.rows().stream().map(row -> row.warm().e2eMillis().count()).toList());
    int stages = STAGES.stream().mapToInt(ComparisonTable::width).sum() + END_TO_END;
    return " ".repeat(label)
        + "  "
        + cold
        + " ".repeat(Math.max(1, stages - cold.length() - 2))
        + right(warm, WARM_P50 + WARM_P99);
  }

  /** One number where all rows have it, else each. */
  private static String counts(List<Integer> counts) {
    return counts.stream().distinct().map(String::valueOf).collect(Collectors.joining("/"));
  }

  private static String heads(Summary summary, int label) {
    StringBuilder heads = new StringBuilder(left("target", label));
    for (Stage stage : STAGES) {
      heads.append(right(head(stage), width(stage)));
    }
    boolean few =
        summary.rows().stream()
            .anyMatch(row -> row.warm().e2eMillis().count() < Distribution.ENOUGH_FOR_P99);
    return heads
        .append(right("end to end", END_TO_END))
        .append(right("p50", WARM_P50))
        .append(right(few ? "max" : "p99", WARM_P99))
        .toString();
  }

  private static String head(Stage stage) {
    return switch (stage) {
      case WARMUP -> "warm-up";
      default -> stage.label();
    };
  }

  /** Room for the head, and for 99 seconds where they may come. */
  private static int width(Stage stage) {
    return switch (stage) {
      case BOOT, IMPORT, VERIFY, LOAD, DECODE -> 7;
      default -> Math.max(8, head(stage).length() + 1);
    };
  }

  private static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(1, width - text.length())) + text;
  }

  private static String row(Summary.Row row, String name, int label) {
    StringBuilder line = new StringBuilder(left(name, label));
    for (Stage stage : STAGES) {
      Distribution values = row.cold().stageMillis().getOrDefault(stage, Distribution.NONE);
      line.append(right(millis(values, 50), width(stage)));
    }
    return line.append(right(millis(row.cold().e2eMillis(), 50), END_TO_END))
        .append(right(millis(row.warm().e2eMillis(), 50), WARM_P50))
        .append(right(millis(row.warm().e2eMillis(), 99), WARM_P99))
        .toString();
  }

  /** What is said in words of few rows, as a table of many. */
  private static List<String> more(Summary summary) {
    int label = labelWidth(summary);
    List<String> lines = new ArrayList<>();
    lines.add(
        left("", label)
            + right("slowest cold start, ms", MORE)
            + right("warm inference, ms, p50", MORE)
            + right("accounted for", MORE));
    lines.addAll(
        inSections(
            summary,
            row ->
                left(label(summary, row), label)
                    + right(millis(row.cold().e2eMillis(), 100), MORE)
                    + right(millis(row.warm().predictMillis(), 50), MORE)
                    + right(percent(row.cold().accountedPercent()), MORE)));
    return lines;
  }

  private static List<String> inSections(Summary summary, Function<Summary.Row, String> line) {
    List<String> lines = new ArrayList<>();
    String store = "";
    for (Summary.Row row : summary.rows()) {
      if (hasSections(summary) && !row.point().store().equals(store)) {
        store = row.point().store();
        lines.add("from " + store);
      }
      lines.add(line.apply(row));
    }
    return lines;
  }

  private static List<String> notes(Summary summary) {
    List<String> notes = new ArrayList<>();
    String end = " of the end to end (process creation to the answer's last byte).";
    if (summary.rows().size() > MOST_ROWS_IN_WORDS) {
      notes.add(STAGES_OVERLAP + "the last column's share" + end);
    } else {
      notes.add(
          STAGES_OVERLAP + each(summary, row -> percent(row.cold().accountedPercent())) + end);
      notes.add(
          "Slowest cold start, ms: "
              + each(summary, row -> millis(row.cold().e2eMillis(), 100))
              + ". Warm inference alone, ms, p50: "
              + each(summary, row -> millis(row.warm().predictMillis(), 50))
              + ".");
    }
    for (Summary.Row row : summary.rows()) {
      waited(row).ifPresent(path -> notes.add(row.name() + " waited for " + path));
    }
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
          "Verdict: valid." + (summary.rows().size() > 1 ? " " + Headline.equality(summary) : ""));
    } else {
      notes.add("Verdict: NOT VALID; compare nothing from this run.");
      summary.verdict().reasons().forEach(reason -> notes.add("- " + reason));
    }
    return notes;
  }

  /** The stages that starts waited for, as no other ran as long beside them. */
  private static Optional<String> waited(Summary.Row row) {
    String path =
        STAGES.stream()
            .filter(stage -> median(row, stage) >= LEAST_WAIT_MILLIS)
            .map(stage -> String.format(Locale.ROOT, "%s %.1f", head(stage), median(row, stage)))
            .collect(Collectors.joining(", "));
    return path.isEmpty() ? Optional.empty() : Optional.of(path + " ms (medians).");
  }

  private static double median(Summary.Row row, Stage stage) {
    Distribution values = row.cold().waitedMillis().getOrDefault(stage, Distribution.NONE);
    return values.isEmpty() ? 0 : values.median();
  }

  private static String each(Summary summary, Function<Summary.Row, String> value) {
    return summary.rows().stream()
        .map(row -> row.name() + " " + value.apply(row))
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
