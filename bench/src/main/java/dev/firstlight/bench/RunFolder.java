package dev.firstlight.bench;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.PlanJson;
import dev.firstlight.bench.record.RecordLog;
import dev.firstlight.bench.record.RunPlan;
import dev.firstlight.bench.report.ComparisonTable;
import dev.firstlight.bench.report.HtmlReport;
import dev.firstlight.bench.report.Summarizer;
import dev.firstlight.bench.report.Summary;
import dev.firstlight.bench.report.SummaryJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files of a run: {@code plan.json} before anything is sent, {@code records.jsonl} meanwhile,
 * {@code summary.json} and {@code report.html} afterwards, from the other two.
 *
 * @param folder that they lie in
 */
record RunFolder(Path folder) {
  Path plan() {
    return folder.resolve("plan.json");
  }

  Path records() {
    return folder.resolve("records.jsonl");
  }

  Path summary() {
    return folder.resolve("summary.json");
  }

  Path report() {
    return folder.resolve("report.html");
  }

  /**
   * Checks that a run may go there.
   *
   * @throws BenchException of kind USAGE if another run's records lie there
   */
  void checkFree() {
    if (Files.exists(records())) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "\"%s\" has the records of another run; name another folder with --out"
              .formatted(folder));
    }
  }

  /**
   * Begins a run: makes the folder and writes its plan.
   *
   * @return the log that records go to; the caller closes it
   * @throws BenchException of kind FILE if that cannot be done
   */
  RecordLog begin(RunPlan plan) {
    try {
      Files.createDirectories(folder);
      RecordLog log = RecordLog.create(records());
      Files.writeString(plan(), PlanJson.write(plan));
      return log;
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.FILE, "cannot write to \"%s\": %s".formatted(folder, e), e);
    }
  }

  /** Reduces the records, and writes the summary and the report. */
  Summary analyze() throws IOException {
    List<InvocationRecord> records = RecordLog.read(records());
    if (records.isEmpty()) {
      throw new BenchException(
          BenchException.Kind.FILE,
          "\"%s\" has no whole record; the run ended too early".formatted(records()));
    }
    Summary summary = Summarizer.summarize(records);
    Optional<RunPlan> plan =
        Files.isRegularFile(plan())
            ? Optional.of(PlanJson.read(Files.readAllBytes(plan())))
            : Optional.empty();
    Files.writeString(summary(), SummaryJson.write(summary));
    Files.writeString(report(), HtmlReport.render(summary, plan));
    return summary;
  }

  /** Prints the table, or the summary alone as JSON; where the report lies goes last. */
  void print(Summary summary, boolean json, Workplace workplace) {
    if (json) {
      workplace.out().print(SummaryJson.write(summary));
      workplace.out().flush();
      workplace.err().println("Report: " + report());
    } else {
      workplace.out().println();
      ComparisonTable.lines(summary).forEach(workplace.out()::println);
      workplace.out().println();
      workplace.out().println("Report: " + report());
    }
  }
}
