package dev.firstlight.bench;

import dev.firstlight.bench.cost.PriceBook;
import dev.firstlight.bench.cost.Priced;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.RecordLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code firstlight cost}: what recorded runs would have cost. */
@Command(
    name = "cost",
    description =
        "Prices recorded runs (of compare, study, up --out) by a dated price book, as a whole and"
            + " by the stages of their cold starts. Several folders are the parts of one run.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class CostCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..*",
      description = "Folders of the run's parts; often one.",
      showDefaultValue = Visibility.NEVER)
  private List<Path> folders = List.of();

  @Mixin private CostArguments arguments = new CostArguments();
  @Mixin private RecordedArguments deployment = new RecordedArguments();

  CostCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() throws Exception {
    if (folders.isEmpty()) {
      throw CostArguments.usage(
          "name the folder of a run, or one of: firstlight cost estimate, firstlight cost books");
    }
    PriceBook book = arguments.book(workplace);
    List<InvocationRecord> records = new ArrayList<>();
    for (Path folder : folders) {
      records.addAll(read(folder));
    }
    List<Priced> priced = new ArrayList<>();
    for (RecordedDeployment each : RecordedDeployment.of(records)) {
      Optional<Priced> one = deployment.price(each, book, arguments);
      if (one.isEmpty()) {
        workplace
            .err()
            .println(
                "%s is left out: it is a server; --system says what it should rent"
                    .formatted(each.name()));
      }
      one.ifPresent(priced::add);
    }
    if (priced.isEmpty()) {
      throw CostArguments.usage(
          "the run has servers alone; name what they should rent with --system: ec2,"
              + " compute-engine, sagemaker, vertex-ai or cloud-run");
    }
    arguments.print(priced, workplace);
    return FirstlightCommand.OK;
  }

  private List<InvocationRecord> read(Path folder) throws IOException {
    Path file = new RunFolder(workplace.resolved(folder)).records();
    if (!Files.isRegularFile(file)) {
      throw CostArguments.usage(
          "\"%s\" has no records.jsonl; name a folder that compare, study or up --out wrote"
              .formatted(folder));
    }
    List<InvocationRecord> records = RecordLog.read(file);
    if (records.isEmpty()) {
      throw new BenchException(
          BenchException.Kind.FILE,
          "\"%s\" has no whole record; the run ended too early".formatted(file));
    }
    return records;
  }
}
