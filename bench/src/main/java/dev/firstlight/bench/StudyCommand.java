package dev.firstlight.bench;

import dev.firstlight.bench.compare.LinkedPackage;
import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.compare.Payloads;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.instance.ModelPlaces;
import dev.firstlight.bench.instance.Targets;
import dev.firstlight.bench.isolation.IsolationKind;
import dev.firstlight.bench.platform.PlatformSettings;
import dev.firstlight.bench.record.RecordLog;
import dev.firstlight.bench.study.Factor;
import dev.firstlight.bench.study.StudyJson;
import dev.firstlight.bench.study.StudyReport;
import dev.firstlight.bench.study.StudyRequest;
import dev.firstlight.bench.study.StudySummary;
import dev.firstlight.bench.study.StudyTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight study}: one factor varied on the local platform, and the rest held. */
@Command(
    name = "study",
    description =
        "Varies one factor on a platform of this machine, holds the rest, and says what the factor"
            + " did to cold starts and warm calls.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class StudyCommand implements Callable<Integer> {
  private static final int MOST = 100_000;
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss'Z'").withZone(ZoneOffset.UTC);

  private final Workplace workplace;

  @Parameters(
      index = "0",
      paramLabel = "FACTOR",
      description = "container-size, download-size, input-size, inferences, memory or provisioned.")
  private String factor = "";

  @Option(names = "--target", paramLabel = "NAME", description = "lambda or gcf.")
  private String target = "lambda";

  @Option(
      names = "--values",
      paramLabel = "N",
      split = ",",
      description =
          "Values of the factor: MB in the image, MB beside the model, kB in the request, inferences a request, MB of"
              + " memory, or instances. Default: a few of the factor's range.",
      showDefaultValue = Visibility.NEVER)
  private List<Long> values = List.of();

  @Option(
      names = "--model",
      paramLabel = "NAME|DIR",
      description = "A model of the catalogue, built if absent, or the folder of a model package.")
  private String model = "mobilenet";

  @Option(
      names = "--store",
      paramLabel = "NAME",
      description =
          "Where instances find the model: file, http, s3 or gcs. Default: file, for download-size"
              + " http.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String store;

  @Option(
      names = "--cold",
      paramLabel = "N",
      description = "Turns: in each, every value is deployed once, and meets its first call cold.")
  private int cold = 6;

  @Option(
      names = "--warm",
      paramLabel = "N",
      description = "Calls after the first, to each deployment, one after the other.")
  private int warm = 20;

  @Option(
      names = "--burst",
      paramLabel = "N",
      description = "Calls at once to each deployment; for provisioned alone, without --warm.")
  private int burst = 4;

  @Option(
      names = "--memory",
      paramLabel = "MB",
      description = "Memory size of instances. Default: lambda 1769, gcf 2048.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Integer memory;

  @Option(
      names = "--isolation",
      paramLabel = "NAME",
      description =
          "process limits nothing but the time; cgroup limits memory and CPU time too; container"
              + " does so in containers of an image. Default: process, for memory cgroup, for"
              + " container-size container.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String isolation;

  @Mixin private ContainerArguments containers = new ContainerArguments();

  @Mixin private JvmArguments jvm = new JvmArguments();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the order, of the payloads and of dummy bytes.")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the study's files go. Default: a dated folder in ./firstlight-results.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Path out;

  StudyCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() throws Exception {
    Factor studied = Factor.named(factor);
    List<Long> checked = studied.check(values);
    PlatformSettings settings = settings();
    for (long value : checked) {
      var unused = StudyTrials.settings(studied, value, settings); // refused before anything runs
    }
    IsolationKind kind = isolation(studied);
    Optional<ContainerArguments.Chosen> images =
        containers.choice(kind, List.of(settings.target()), workplace);
    String place = images.isPresent() ? ModelPlaces.IMAGE : place(studied);
    range("--cold", cold, 1);
    range("--warm", warm, 0);
    range("--burst", burst, 1);
    ModelFolder folder =
        images
            .map(ContainerArguments::folder)
            .orElseGet(
                () ->
                    ModelFolder.of(model, List.of(), workplace.cache(), workplace.err()::println));
    StudyRequest request =
        new StudyRequest(
            folder.manifest(), Payloads.forModel(folder.manifest(), seed).get(0), seed);
    Instant now = workplace.clock().instant().truncatedTo(ChronoUnit.MICROS);
    RunFolder run = new RunFolder(folder(now, studied));
    run.checkFree();
    String subject =
        "%s %s (%s) on %s%s, %s, from %s"
            .formatted(
                folder.manifest().name(),
                folder.manifest().version(),
                folder.manifest().provenance(),
                target.trim(),
                studied == Factor.MEMORY
                    ? ""
                    : " with %d MB".formatted(settings.memory().megabytes()),
                kind.label(),
                place);
    workplace.err().println("study " + studied.label() + ": " + subject);
    if (studied == Factor.MEMORY && kind == IsolationKind.PROCESS) {
      workplace
          .err()
          .println("isolation process only tells instances of their memory size; cgroup limits it");
    }
    Path scratch = Files.createTempDirectory(workplace.directory(), ".firstlight-study");
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> removeAsFarAsPossible(scratch), "study-end"));
    try (RecordLog log = begin(run);
        StudyImages made = StudyImages.of(images, settings.target(), studied, checked, seed)) {
      StudyTrials trials =
          new StudyTrials(
              workplace,
              new StudyTrials.Held(
                  studied,
                  settings,
                  place,
                  jvm.choice(workplace),
                  kind,
                  made.byValue(),
                  request,
                  warm,
                  burst),
              log,
              now);
      trials.run(
          checked,
          cold,
          seed,
          models(
              studied,
              checked,
              folder,
              images.map(chosen -> chosen.model().toString()).orElse(model),
              scratch));
    } finally {
      remove(scratch);
    }
    return finish(studied, run, command(checked, place, kind, settings), subject);
  }

  private int finish(Factor studied, RunFolder run, String command, String subject)
      throws IOException {
    StudySummary summary = StudySummary.of(studied, RecordLog.read(run.records()));
    String json = StudyJson.write(summary, command, subject);
    Files.writeString(run.summary(), json);
    Files.writeString(run.report(), StudyReport.render(json));
    workplace.out().println();
    StudyTable.lines(summary).forEach(workplace.out()::println);
    workplace.out().println();
    workplace.out().println("Report: " + run.report());
    return summary.errors() == 0 ? FirstlightCommand.OK : FirstlightCommand.FAILED;
  }

  /** The package of each value, as {@code --model} takes it. */
  private Map<Long, String> models(
      Factor studied, List<Long> checked, ModelFolder folder, String plain, Path scratch) {
    Map<Long, String> models = new HashMap<>();
    for (long value : checked) {
      models.put(
          value,
          studied == Factor.DOWNLOAD_SIZE && value > 0
              ? LinkedPackage.padded(
                      folder, value, seed, scratch.resolve(value + "/" + folder.manifest().name()))
                  .folder()
                  .toString()
              : plain);
    }
    return models;
  }

  /** When the process is told to end, as by Ctrl-C, nobody hears of what stays. */
  private static void removeAsFarAsPossible(Path folder) {
    try {
      remove(folder);
    } catch (IOException e) {
      return;
    }
  }

  /** Links in it are removed, not what they lead to. */
  private static void remove(Path folder) throws IOException {
    List<Path> found;
    try (Stream<Path> walk = Files.walk(folder)) {
      found = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : found) {
      Files.delete(each);
    }
  }

  private PlatformSettings settings() {
    String name = Targets.check(List.of(target)).get(0);
    if (name.equals("server")) {
      throw usage("--target \"server\" has no instances to scale; lambda, gcf are allowed");
    }
    PlatformSettings settings = PlatformSettings.of(name);
    return memory == null ? settings : settings.withMemory(memory);
  }

  private String place(Factor studied) {
    String fallback = studied == Factor.DOWNLOAD_SIZE ? "http" : ModelPlaces.FILE;
    String place = ModelPlaces.check(List.of(store == null ? fallback : store)).get(0);
    if (!ModelPlaces.NAMES.contains(place)) {
      throw usage(
          "--store \"%s\" is not served by this machine; %s are allowed"
              .formatted(place, String.join(", ", ModelPlaces.NAMES)));
    }
    if (studied == Factor.DOWNLOAD_SIZE
        && List.of(ModelPlaces.FILE, ModelPlaces.IMAGE).contains(place)) {
      throw usage(
          "--store %s is not fetched; download-size needs http, s3 or gcs".formatted(place));
    }
    return place;
  }

  private IsolationKind isolation(Factor studied) {
    IsolationKind fallback =
        switch (studied) {
          case MEMORY -> IsolationKind.CGROUP;
          case CONTAINER_SIZE -> IsolationKind.CONTAINER;
          default -> IsolationKind.PROCESS;
        };
    IsolationKind kind = isolation == null ? fallback : IsolationKind.named(isolation);
    if (studied == Factor.CONTAINER_SIZE && kind != IsolationKind.CONTAINER) {
      throw usage(
          "--isolation %s has no image to make larger; container-size takes container"
              .formatted(kind.label()));
    }
    if (studied == Factor.DOWNLOAD_SIZE && kind == IsolationKind.CONTAINER) {
      throw usage("--isolation container fetches no model; download-size takes process or cgroup");
    }
    return kind;
  }

  private RecordLog begin(RunFolder run) {
    try {
      Files.createDirectories(run.folder());
      return RecordLog.create(run.records());
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.FILE, "cannot write to \"%s\": %s".formatted(run.folder(), e), e);
    }
  }

  private Path folder(Instant now, Factor studied) {
    return Optional.ofNullable(out)
        .map(workplace.directory()::resolve)
        .orElseGet(
            () ->
                workplace
                    .directory()
                    .resolve("firstlight-results")
                    .resolve(FOLDER.format(now) + "-study-" + studied.label()));
  }

  private String command(
      List<Long> checked, String place, IsolationKind kind, PlatformSettings settings) {
    return "./firstlight study %s --target %s --values %s%s --cold %d --warm %d --burst %d --memory %d --isolation %s%s --seed %d"
        .formatted(
            factor.trim(),
            target.trim(),
            checked.stream().map(String::valueOf).collect(Collectors.joining(",")),
            kind == IsolationKind.CONTAINER ? "" : " --model %s --store %s".formatted(model, place),
            cold,
            warm,
            burst,
            settings.memory().megabytes(),
            kind.label(),
            kind == IsolationKind.CONTAINER ? containers.words() : jvm.words(),
            seed);
  }

  private static void range(String option, int value, int least) {
    if (value < least || value > MOST) {
      throw usage(
          "%s %d is out of range; %d to %d is allowed".formatted(option, value, least, MOST));
    }
  }

  private static BenchException usage(String message) {
    return new BenchException(BenchException.Kind.USAGE, message);
  }
}
