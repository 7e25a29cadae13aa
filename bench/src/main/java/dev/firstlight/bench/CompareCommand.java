package dev.firstlight.bench;

import dev.firstlight.bench.compare.Comparison;
import dev.firstlight.bench.compare.Deployments;
import dev.firstlight.bench.compare.MachineFacts;
import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.compare.Payload;
import dev.firstlight.bench.compare.Payloads;
import dev.firstlight.bench.container.Containers;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.instance.ModelPlaces;
import dev.firstlight.bench.instance.Peers;
import dev.firstlight.bench.instance.Targets;
import dev.firstlight.bench.instance.TypedNames;
import dev.firstlight.bench.isolation.IsolationKind;
import dev.firstlight.bench.jvm.JvmChoice;
import dev.firstlight.bench.record.RecordLog;
import dev.firstlight.bench.record.RunPlan;
import dev.firstlight.bench.report.Summary;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code firstlight compare}: one model on several targets, cold and warm, side by side. */
@Command(
    name = "compare",
    description =
        "Starts one model cold on targets of this machine, with the serving runtimes and model stores"
            + " that are named, and compares where the time goes.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class CompareCommand implements Callable<Integer> {
  private static final int MOST = 1_000_000;
  private static final String RUNTIMES = "onnx, tensorflow, pytorch, djl:ENGINE";
  private static final long CLEANING_SECONDS = 20;
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss'Z'").withZone(ZoneOffset.UTC);

  private final Workplace workplace;

  @Option(
      names = "--model",
      paramLabel = "NAME|DIR",
      description = "A model of the catalogue, built if absent, or the folder of a model package.")
  private String model = "mobilenet";

  @Option(
      names = "--targets",
      paramLabel = "NAME",
      split = ",",
      description = "What to compare: any of lambda, gcf, server.")
  private List<String> targets = new ArrayList<>(Targets.NAMES);

  @Option(
      names = "--runtime",
      paramLabel = "NAME",
      split = ",",
      description =
          "Serving runtimes: any of "
              + RUNTIMES
              + " that the model has an artifact for. Default: the one that its package prefers.",
      showDefaultValue = Visibility.NEVER)
  private List<String> runtimes = List.of();

  @Option(
      names = "--store",
      paramLabel = "NAME|URL",
      split = ",",
      description =
          "Where instances find the model: file (its folder), http, s3, gcs (servers that this"
              + " command starts), or where it was pushed to: s3://…, gs://…, https://…")
  private List<String> stores = List.of(ModelPlaces.FILE);

  @Option(
      names = "--peers",
      paramLabel = "NAME",
      arity = "0..1",
      split = ",",
      fallbackValue = Peers.EVERY,
      description =
          "Compare against what others would write: any of python, node, plain-java, djl, or all"
              + " (the same as no name). bench/peers/setup installs them; one that is not there is"
              + " left out with the reason.",
      showDefaultValue = Visibility.NEVER)
  private List<String> peers = List.of();

  @Mixin private MemoryArguments memory = new MemoryArguments();

  @Mixin private ContainerArguments containers = new ContainerArguments();

  @Mixin private JvmArguments jvm = new JvmArguments();

  @Option(names = "--cold", paramLabel = "N", description = "Cold starts of each row.")
  private int cold = 10;

  @Option(
      names = "--warm",
      paramLabel = "N",
      description = "Warm requests to each row, shared among its instances.")
  private int warm = 200;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the run's files go. Default: a dated folder in ./firstlight-results.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Path out;

  @Option(names = "--json", description = "Print summary.json to standard output, nothing else.")
  private boolean json;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the order of starts and of the payloads.")
  private long seed = 1;

  CompareCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() throws Exception {
    checkRange("--cold", cold, 1);
    checkRange("--warm", warm, 0);
    List<String> names = Targets.check(targets);
    RunPlan.Granted granted = memory.granted(names);
    Optional<ContainerArguments.Chosen> images =
        containers.choice(IsolationKind.named(granted.isolation()), names, workplace);
    List<String> places =
        images.isPresent() ? List.of(ModelPlaces.IMAGE) : ModelPlaces.check(stores);
    List<String> wanted = // whether the model has them is its package's to say
        TypedNames.check("serving runtime", runtimes, runtime -> !runtime.isEmpty(), RUNTIMES);
    List<String> against = peers.isEmpty() ? List.of() : Peers.check(peers);
    JvmChoice machine = jvm.choice(workplace);
    ModelFolder folder =
        images
            .map(ContainerArguments::folder)
            .orElseGet(() -> ModelFolder.of(model, wanted, workplace.cache(), this::say));
    List<String> used =
        images
            .flatMap(ContainerArguments.Chosen::runtime)
            .map(List::of)
            .orElse(wanted.isEmpty() ? preferred(folder) : wanted);
    PeerChoice choice = PeerChoice.of(against, workplace.home(), folder, used, places);
    RunPlan plan = plan(names, used, places, granted, choice, machine, folder);
    RunFolder run = new RunFolder(place(plan.run(), folder));
    run.checkFree();
    List<Payload> payloads = Payloads.forModel(folder.manifest(), seed);
    say(
        "%s %s (%s) on %s; %s from %s: %d cold starts and %d warm requests each"
            .formatted(
                folder.manifest().name(),
                folder.manifest().version(),
                folder.manifest().provenance(),
                String.join(", ", names),
                String.join(", ", plan.runtimes()),
                String.join(", ", plan.stores()),
                cold,
                warm));
    MemoryArguments.caveat(granted).ifPresent(this::say);
    if (!choice.present().isEmpty()) {
      say("against " + String.join(", ", choice.present()));
    }
    choice.leftOut().forEach(peer -> say("left out: peer " + peer));
    measure(
        plan, folder, run, payloads, machine, images.map(ContainerArguments.Chosen::containers));
    Summary summary = run.analyze();
    run.print(summary, json, workplace);
    return summary.verdict().isValid() ? FirstlightCommand.OK : FirstlightCommand.FAILED;
  }

  private void measure(
      RunPlan plan,
      ModelFolder folder,
      RunFolder run,
      List<Payload> payloads,
      JvmChoice machine,
      Optional<Containers> images)
      throws InterruptedException {
    Deployments.Surroundings surroundings =
        new Deployments.Surroundings(
            workplace.home(),
            workplace.cache(),
            workplace.environment(),
            workplace.moreJars(),
            machine,
            images,
            this::say);
    CountDownLatch over = new CountDownLatch(1);
    try (Deployments deployments = Deployments.of(plan, folder, surroundings);
        RecordLog log = run.begin(plan.withArchives(deployments.archives()))) {
      Comparison comparison =
          new Comparison(
              plan,
              deployments.targets(),
              payloads,
              Payloads.check(folder.manifest(), payloads),
              log);
      Thread interruption = new Thread(() -> interrupt(comparison, log, run, over), "interruption");
      Runtime.getRuntime().addShutdownHook(interruption);
      try {
        comparison.run(new Progresses(workplace)::begin);
      } finally {
        forget(interruption);
      }
    } finally {
      over.countDown();
    }
  }

  /** Runs when the process is told to end while the comparison goes on. */
  private void interrupt(Comparison comparison, RecordLog log, RunFolder run, CountDownLatch over) {
    comparison.stop();
    log.close();
    workplace
        .err()
        .printf(
            "%nfirstlight: interrupted; %d records are kept in %s%n", log.count(), run.records());
    if (log.count() > 0) {
      workplace.err().printf("firstlight report %s summarizes them%n", run.folder());
    }
    try {
      // What instances fetched is removed meanwhile; the next run removes what is left.
      var unused = over.await(CLEANING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs already.
    }
  }

  /** A model's own preference, where nobody asks for a runtime. */
  private static List<String> preferred(ModelFolder folder) {
    return folder.runtimes().subList(0, 1);
  }

  private RunPlan plan(
      List<String> names,
      List<String> wanted,
      List<String> places,
      RunPlan.Granted granted,
      PeerChoice choice,
      JvmChoice machine,
      ModelFolder folder) {
    Instant now = workplace.clock().instant().truncatedTo(ChronoUnit.MICROS);
    String command =
        "./firstlight compare --targets %s%s%s%s --cold %d --warm %d --seed %d"
            .formatted(
                String.join(",", names),
                granted.isContainer()
                    ? containers.words()
                    : " --model %s --runtime %s --store %s"
                        .formatted(model, String.join(",", wanted), String.join(",", places)),
                MemoryArguments.words(granted),
                granted.isContainer()
                    ? ""
                    : (peers.isEmpty() ? "" : " --peers " + String.join(",", peers)) + jvm.words(),
                cold,
                warm,
                seed);
    return new RunPlan(
        now,
        command,
        FirstlightCommand.Version.number(),
        folder.folder().toString(),
        names,
        choice.present(),
        choice.leftOut(),
        wanted,
        places,
        granted,
        cold,
        warm,
        seed,
        granted.isContainer()
            ? new RunPlan.Jvm("image", "of the image", List.of(), List.of())
            : new RunPlan.Jvm(
                machine.setting(),
                machine.java().version(),
                machine.jvm(workplace.home()).flags(),
                List.of()),
        MachineFacts.read(Path.of("/proc")));
  }

  private Path place(Instant start, ModelFolder folder) {
    return out != null
        ? workplace.directory().resolve(out)
        : workplace
            .directory()
            .resolve("firstlight-results")
            .resolve(FOLDER.format(start) + "-" + folder.manifest().name());
  }

  private void checkRange(String option, int value, int least) {
    if (value < least || value > MOST) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "%s %d is out of range; %d to %d is allowed".formatted(option, value, least, MOST));
    }
  }

  private void say(String line) {
    workplace.err().println(line);
  }
}
