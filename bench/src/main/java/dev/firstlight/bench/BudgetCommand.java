package dev.firstlight.bench;

import dev.firstlight.bench.budget.Budget;
import dev.firstlight.bench.budget.Budget.Work;
import dev.firstlight.bench.budget.BudgetCheck;
import dev.firstlight.bench.budget.BudgetReader;
import dev.firstlight.bench.budget.CountingStart;
import dev.firstlight.bench.budget.Finding;
import dev.firstlight.bench.budget.Finding.Outcome;
import dev.firstlight.bench.budget.FindingsJson;
import dev.firstlight.bench.budget.WorkCount;
import dev.firstlight.bench.compare.MachineFacts;
import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.compare.Payloads;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.instance.InstanceCache;
import dev.firstlight.bench.instance.Launch;
import dev.firstlight.bench.instance.ModelPlace;
import dev.firstlight.bench.instance.ModelPlaces;
import dev.firstlight.bench.instance.Target;
import dev.firstlight.bench.instance.Targets;
import dev.firstlight.bench.jvm.JvmChoice;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.RecordLog;
import dev.firstlight.bench.report.Summarizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight budget}: whether cold starts keep to what they may take. */
@Command(
    name = "budget",
    description =
        "Checks a budget: ratios of times in runs of firstlight compare, and work that it counts"
            + " itself, as classes loaded and bytes read.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every limit is met",
      "1:a limit is violated, or something failed",
      "2:the command line or the budget is wrong",
      "3:no limit is violated, but one is undecided"
    })
final class BudgetCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Option(names = "--check", required = true, paramLabel = "FILE", description = "The budget.")
  private Path budget = Path.of("budget.yaml");

  @Option(
      names = "--model",
      paramLabel = "NAME|DIR",
      description =
          "What to start for limits on counted work: a model of the catalogue, built if absent, or"
              + " the folder of a model package.")
  private @Nullable String model;

  @Option(
      names = "--java",
      paramLabel = "DIR",
      description =
          "Home of the Java runtime to count on, 17 or later. Default: the one that runs this"
              + " command.")
  private @Nullable Path java;

  @Option(
      names = "--accept-undecided",
      description = "Exit with 0 also where too little was measured to decide.")
  private boolean acceptUndecided;

  @Option(
      names = "--json",
      description = "Print the findings as JSON, firstlight.findings/1, not as lines.")
  private boolean json;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..*",
      description = "Folders of runs, for limits on ratios.")
  private List<Path> folders = List.of();

  BudgetCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() throws Exception {
    Budget read = BudgetReader.read(text(), budget.toString());
    checkComplete(read);
    List<BudgetCheck.Run> runs = runs();
    BudgetCheck check = new BudgetCheck(read.confidence());
    List<Finding> findings = new ArrayList<>();
    read.ratios().forEach(limit -> findings.add(check.check(limit, runs)));
    Map<String, WorkCount> counted = new HashMap<>();
    for (Work limit : read.work()) {
      String row = limit.of().toString();
      WorkCount count = counted.get(row);
      if (count == null) {
        count = count(limit);
        counted.put(row, count);
      }
      findings.add(check.check(limit, count));
    }
    if (json) {
      workplace.out().print(FindingsJson.write(findings));
    } else {
      findings.forEach(this::print);
    }
    return exit(findings);
  }

  private void print(Finding finding) {
    workplace
        .out()
        .printf(
            "%-9s  %s: %s%n",
            finding.outcome().name().toLowerCase(Locale.ROOT),
            finding.limit().name(),
            finding.says());
  }

  private int exit(List<Finding> findings) {
    List<Outcome> outcomes = findings.stream().map(Finding::outcome).toList();
    if (outcomes.contains(Outcome.VIOLATED)) {
      return FirstlightCommand.FAILED;
    }
    return outcomes.contains(Outcome.UNDECIDED) && !acceptUndecided
        ? FirstlightCommand.UNDECIDED
        : FirstlightCommand.OK;
  }

  private String text() {
    Path file = workplace.directory().resolve(budget);
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw usage("budget \"" + file + "\" cannot be read: " + e);
    }
  }

  private void checkComplete(Budget read) {
    if (!read.ratios().isEmpty() && folders.isEmpty()) {
      throw usage(
          "\"%s\" has limits on ratios; name the folders of runs that firstlight compare wrote"
              .formatted(budget));
    }
    if (!read.work().isEmpty() && model == null) {
      throw usage(
          "\"%s\" has limits on counted work; name the model to start with --model"
              .formatted(budget));
    }
  }

  private List<BudgetCheck.Run> runs() throws IOException {
    List<BudgetCheck.Run> runs = new ArrayList<>();
    for (Path folder : folders) {
      Path file = new RunFolder(workplace.directory().resolve(folder)).records();
      if (!Files.isRegularFile(file)) {
        throw usage(
            "\"%s\" has no records.jsonl; name a folder that firstlight compare wrote"
                .formatted(folder));
      }
      List<InvocationRecord> records = RecordLog.read(file);
      if (records.isEmpty()) {
        throw usage("\"" + file + "\" has no whole record; the run ended too early");
      }
      boolean valid = Summarizer.summarize(records).verdict().isValid();
      runs.add(new BudgetCheck.Run(folder.toString(), valid, records));
    }
    return runs;
  }

  private WorkCount count(Work limit) throws IOException, InterruptedException {
    String target =
        Targets.check(
                List.of(
                    limit
                        .of()
                        .target()
                        .orElseThrow(
                            () ->
                                usage(
                                    "limit \"%s\" names no target; one of %s is wanted"
                                        .formatted(
                                            limit.name(), String.join(", ", Targets.NAMES))))))
            .get(0);
    List<String> runtimes = limit.of().runtime().stream().toList();
    ModelFolder folder =
        ModelFolder.of(
            String.valueOf(model), runtimes, workplace.cache(), workplace.err()::println);
    String store = limit.of().store().orElse(ModelPlaces.FILE);
    Files.createDirectories(workplace.cache());
    Path logs = Files.createTempDirectory(workplace.cache(), "counting-");
    try (ModelPlaces places =
            ModelPlaces.open(
                ModelPlaces.check(List.of(store)),
                folder.folder(),
                folder.digest(),
                workplace.environment());
        InstanceCache cache = InstanceCache.in(workplace.cache())) {
      ModelPlace place = places.named(store);
      Launch launch =
          new Launch(
              workplace.home(),
              place,
              runtimes.isEmpty() ? folder.runtimes().get(0) : runtimes.get(0),
              place.fetched() ? cache.folder() : workplace.cache(),
              MachineFacts.read(Path.of("/proc")).cpus(),
              workplace.moreJars(),
              JvmChoice.of(JvmChoice.TUNED, Optional.ofNullable(java).map(workplace::resolved))
                  .jvm(workplace.home()),
              List.of());
      Function<Launch, Target> targets =
          each -> {
            Target plain = Targets.named(target, each);
            return place.fetched() ? Targets.fetching(plain, cache) : plain;
          };
      return CountingStart.of(
          targets, launch, Payloads.forModel(folder.manifest(), 1).get(0).call(), logs);
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.TARGET,
          "target %s cannot be counted: %s".formatted(target, e.getMessage()),
          e);
    } finally {
      Files.deleteIfExists(logs.resolve("jvm.log"));
      Files.deleteIfExists(logs);
    }
  }

  private static BenchException usage(String message) {
    return new BenchException(BenchException.Kind.USAGE, message);
  }
}
