package dev.firstlight.bench;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.workload.Part;
import dev.firstlight.bench.workload.ScheduleFile;
import dev.firstlight.bench.workload.ScheduleHeader;
import dev.firstlight.bench.workload.ScheduleParts;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight workload split}: one schedule for each of several clients. */
@Command(
    name = "split",
    description =
        "Splits a schedule in turns, so that each client has the shape of the whole at its share of"
            + " the rate. The parts are disjoint and sum to the whole exactly.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class WorkloadSplitCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Parameters(paramLabel = "FILE", description = "A schedule.")
  private Path file = Path.of("");

  @Option(names = "--clients", paramLabel = "N", description = "How many parts.")
  private int clients = 8;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write the parts. Default: beside the schedule.")
  private @Nullable Path out;

  @Option(names = "--replace", description = "Replace files that lie there.")
  private boolean replace;

  WorkloadSplitCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    if (clients < 2 || clients > Part.MOST) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "--clients %d is out of range; 2 to %d is allowed".formatted(clients, Part.MOST));
    }
    Path whole = workplace.resolved(file);
    ScheduleFile schedule = ScheduleFile.open(whole);
    List<Path> files = IntStream.range(0, clients).mapToObj(i -> place(whole, i)).toList();
    files.forEach(each -> ScheduleArguments.refuseToReplace(each, replace));
    List<ScheduleHeader> headers = ScheduleParts.write(schedule, files);
    for (int i = 0; i < clients; i++) {
      workplace.out().printf("%s: %,d requests%n", files.get(i), headers.get(i).requests());
    }
    return FirstlightCommand.OK;
  }

  private Path place(Path whole, int index) {
    String name = String.valueOf(whole.getFileName());
    int end = name.endsWith(".gz") ? name.length() - 3 : name.length();
    int dot = name.lastIndexOf('.', end - 1);
    int at = dot > 0 ? dot : end;
    String part =
        "%s.%d-of-%d%s".formatted(name.substring(0, at), index, clients, name.substring(at));
    return out == null ? whole.resolveSibling(part) : workplace.resolved(out).resolve(part);
  }
}
