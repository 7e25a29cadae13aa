package dev.firstlight.bench;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.workload.ScheduleHeader;
import dev.firstlight.bench.workload.ScheduleReader;
import dev.firstlight.bench.workload.inspect.Inspection;
import dev.firstlight.bench.workload.inspect.InspectionHtml;
import dev.firstlight.bench.workload.inspect.InspectionTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight workload inspect}: what a schedule is like. */
@Command(
    name = "inspect",
    description =
        "Shows a schedule: its header, rate over time, index of dispersion and autocorrelation.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class WorkloadInspectCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Parameters(paramLabel = "FILE", description = "A schedule, or a part of one.")
  private Path file = Path.of("");

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write charts to a page that needs no network.")
  private @Nullable Path html;

  @Option(
      names = "--lenient",
      description = "Leave damaged lines out, and tell how many, rather than fail at the first.")
  private boolean lenient;

  WorkloadInspectCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    Path path = workplace.resolved(file);
    try (ScheduleReader reader =
        lenient ? ScheduleReader.openLenient(path) : ScheduleReader.open(path)) {
      ScheduleHeader header = reader.header();
      Inspection inspection = Inspection.of(header, reader);
      InspectionTable.lines(header, inspection).forEach(workplace.out()::println);
      reader
          .firstProblem()
          .ifPresent(
              problem ->
                  workplace
                      .err()
                      .printf(
                          "%d lines were left out; the first problem: %s%n",
                          reader.skipped(), problem));
      if (html != null) {
        Path page = workplace.resolved(html);
        write(page, InspectionHtml.render(header, inspection));
        workplace.out().printf("%nCharts: %s%n", page);
      }
      return reader.firstProblem().isPresent() ? FirstlightCommand.FAILED : FirstlightCommand.OK;
    }
  }

  private static void write(Path page, String text) {
    try {
      Files.writeString(page, text);
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.FILE, "cannot write \"%s\": %s".formatted(page, e), e);
    }
  }
}
