package dev.firstlight.bench;

import dev.firstlight.bench.compare.MachineFacts;
import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.compare.TrainingCalls;
import dev.firstlight.bench.instance.Archives;
import dev.firstlight.bench.instance.Bundle;
import dev.firstlight.bench.instance.InstanceCache;
import dev.firstlight.bench.instance.Launch;
import dev.firstlight.bench.instance.ModelPlace;
import dev.firstlight.bench.instance.ModelPlaces;
import dev.firstlight.bench.instance.Target;
import dev.firstlight.bench.instance.Targets;
import dev.firstlight.bench.jvm.ArchiveFolder;
import dev.firstlight.bench.jvm.JvmChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight bundle}: a folder that instances start from, with a startup archive. */
@Command(
    name = "bundle",
    description =
        "Puts a target's jars, JVM flags and start script into a folder, with a startup archive made"
            + " by a training run: an instance is started, answers requests of every kind, and ends.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class BundleCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Parameters(index = "0", paramLabel = "TARGET", description = "lambda, gcf or server.")
  private String target = "";

  @Option(
      names = "--model",
      paramLabel = "NAME|DIR",
      description = "The model of the training run: one of the kind that will be served.")
  private String model = "mobilenet";

  @Option(
      names = "--runtime",
      paramLabel = "NAME",
      description = "Serving runtime. Default: the one that the package prefers.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String runtime;

  @Option(
      names = "--store",
      paramLabel = "NAME|URL",
      description =
          "Store that instances will fetch the model from: file, image (a folder that is sealed into"
              + " a container image), http, s3, gcs, or where it was pushed to.")
  private String store = ModelPlaces.FILE;

  @Option(
      names = "--java",
      paramLabel = "DIR",
      description =
          "Home of the Java runtime that instances will run on: the archive is for it alone."
              + " Default: the one that runs this command.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Path java;

  @Option(
      names = "--natives-in-place",
      description =
          "Put the native libraries that this model needs on this machine into the folder, and leave"
              + " all out of its jars: smaller, and nothing is unpacked at a start.")
  private boolean nativesInPlace;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "An empty folder.")
  private Path out = Path.of("");

  BundleCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() throws InterruptedException {
    String name = Targets.check(List.of(target)).get(0);
    List<String> stores = ModelPlaces.check(List.of(store));
    JvmChoice choice =
        JvmChoice.of(
            JvmChoice.TUNED, Optional.ofNullable(java).map(workplace.directory()::resolve));
    List<String> wanted = runtime == null ? List.of() : List.of(runtime.trim());
    ModelFolder folder = ModelFolder.of(model, wanted, workplace.cache(), this::say);
    Bundle bundle = Bundle.in(workplace.directory().resolve(out));
    try (ModelPlaces places =
            ModelPlaces.open(stores, folder.folder(), folder.digest(), workplace.environment());
        InstanceCache cache = InstanceCache.in(workplace.cache())) {
      ModelPlace place = places.named(stores.get(0));
      Launch checkout =
          new Launch(
              workplace.home(),
              place,
              wanted.isEmpty() ? folder.runtimes().get(0) : wanted.get(0),
              place.fetched() ? cache.folder() : workplace.cache(),
              MachineFacts.read(Path.of("/proc")).cpus(),
              workplace.moreJars(),
              choice.jvm(workplace.home()),
              List.of());
      Launch launch = checkout.withInstalled(bundle.install(Targets.classPath(name, checkout)));
      Archives archives = archives(name, folder, cache);
      if (nativesInPlace) {
        launch = bundle.unpackNatives(launch, archives);
      }
      bundle.writeStart(name, launch);
      train(name, folder, bundle, launch, archives);
    }
    return FirstlightCommand.OK;
  }

  private static Archives archives(String name, ModelFolder folder, InstanceCache cache) {
    Function<Launch, Target> targets =
        each -> {
          Target plain = Targets.named(name, each);
          return each.place().fetched() ? Targets.fetching(plain, cache) : plain;
        };
    return new Archives(targets, TrainingCalls.of(folder.manifest()));
  }

  private void train(
      String name, ModelFolder folder, Bundle bundle, Launch launch, Archives archives)
      throws InterruptedException {
    say(
        "training run of %s with %s on Java %s"
            .formatted(name, folder.manifest().name(), launch.jvm().java().version()));
    ArchiveFolder archive = Archives.in(bundle.folder(), launch);
    var unused =
        archives.make(archive, Archives.key(name, folder.manifest().task(), launch), launch);
    workplace.out().println(bundle.folder().resolve("start"));
  }

  private void say(String line) {
    workplace.err().println(line);
  }
}
