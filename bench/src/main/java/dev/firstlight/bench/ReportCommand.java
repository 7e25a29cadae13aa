package dev.firstlight.bench;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.report.Summary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight report}: redoes the analysis of a run from its records. */
@Command(
    name = "report",
    description =
        "Writes summary.json and report.html of a run again, from its records.jsonl, and prints the"
            + " table.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Parameters(paramLabel = "DIR", description = "The run's folder.")
  private Path folder;

  @Option(names = "--json", description = "Print summary.json and nothing else.")
  private boolean json;

  ReportCommand(Workplace workplace) {
    this.workplace = workplace;
    this.folder = workplace.directory();
  }

  @Override
  public Integer call() throws Exception {
    RunFolder run = new RunFolder(workplace.directory().resolve(folder));
    if (!Files.isRegularFile(run.records())) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "\"%s\" has no records.jsonl; name a folder that firstlight compare wrote"
              .formatted(folder));
    }
    Summary summary = run.analyze();
    run.print(summary, json, workplace);
    return summary.verdict().isValid() ? FirstlightCommand.OK : FirstlightCommand.FAILED;
  }
}
