package dev.firstlight.bench;

import dev.firstlight.StoreSettings;
import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.config.Settings;
import dev.firstlight.store.ModelStore;
import dev.firstlight.store.PackagePush;
import dev.firstlight.store.PackagePush.Leave;
import dev.firstlight.store.PackagePush.Outcome;
import dev.firstlight.store.PackageTarget;
import dev.firstlight.store.Redacted;
import dev.firstlight.store.StoreOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight push}: writes a model package to a store. */
@Command(
    name = "push",
    description = {
      "Writes a model package to a store, so that whoever opens it there finds all of it or none.",
      "Credentials come from where AWS's and Google's own tools look for them."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PushCommand implements Callable<Integer> {
  private static final String STORE_PREFIX = "FIRSTLIGHT_STORE_";
  private static final long INTERRUPTION_SECONDS = 10;

  private final Workplace workplace;
  private volatile boolean interrupted;

  @Parameters(
      index = "0",
      paramLabel = "PACKAGE",
      description = "A model of firstlight models list, or the folder of a package.")
  private String model;

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "s3://bucket/prefix, gs://bucket/prefix, or a folder.")
  private String target;

  @Option(names = "--replace", description = "Replace a different package that lies there.")
  private boolean replace;

  @Option(
      names = "--take-over",
      description = "Go on where another push died and left its claim (model.json.push).")
  private boolean takeOver;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "Where the store's service is. Default: FIRSTLIGHT_STORE_ENDPOINT, or its own.")
  private @Nullable String endpoint;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Region of the bucket. Default: FIRSTLIGHT_STORE_REGION, or found out.")
  private @Nullable String region;

  PushCommand(Workplace workplace) {
    this.workplace = workplace;
    this.model = "";
    this.target = "";
  }

  @Override
  public Integer call() {
    URI uri = uri();
    ModelStore store = store(uri);
    StoreOptions options = options();
    ModelFolder folder =
        ModelFolder.of(
            named(), List.of(), workplace.cache(), line -> workplace.err().println(line));
    Outcome outcome = push(folder.folder(), store, uri, options);
    workplace
        .out()
        .printf(
            "%s %s (%s) %s %s%n",
            folder.manifest().name(),
            folder.manifest().version(),
            folder.manifest().provenance(),
            told(outcome),
            Redacted.uri(uri));
    return FirstlightCommand.OK;
  }

  private Outcome push(Path folder, ModelStore store, URI uri, StoreOptions options) {
    Thread pushing = Thread.currentThread();
    CountDownLatch done = new CountDownLatch(1);
    Thread interruption = new Thread(() -> interrupt(pushing, done), "interruption");
    Runtime.getRuntime().addShutdownHook(interruption);
    try (PackageTarget place = store.target(uri, options);
        PushedBytes progress = new PushedBytes(new Progresses(workplace)::begin)) {
      return new PackagePush(place, uri, workplace.clock(), UUID.randomUUID().toString())
          .run(folder, new Leave(replace, takeOver), progress);
    } catch (RuntimeException e) {
      if (interrupted) {
        throw new BenchException(BenchException.Kind.INTERRUPTED, "interrupted", e);
      }
      throw e;
    } finally {
      done.countDown();
      forget(interruption);
    }
  }

  private static String told(Outcome outcome) {
    return switch (outcome) {
      case WRITTEN -> "is now in";
      case REPAIRED -> "is whole again in";
      case UNCHANGED -> "is already in";
    };
  }

  /** A name of the catalogue stays as it is; a folder counts from where the user is. */
  private String named() {
    Path folder = workplace.directory().resolve(model);
    return Files.isDirectory(folder) ? folder.toString() : model;
  }

  private URI uri() {
    try {
      return target.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")
          ? URI.create(target)
          : workplace.directory().resolve(target).normalize().toUri();
    } catch (IllegalArgumentException e) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "\""
              + target
              + "\" is no target; write s3://bucket/prefix, gs://bucket/prefix or a"
              + " folder",
          e);
    }
  }

  private static ModelStore store(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    for (ModelStore store : ServiceLoader.load(ModelStore.class)) {
      if (store.schemes().contains(scheme)) {
        return store;
      }
    }
    throw new BenchException(
        BenchException.Kind.USAGE,
        "there is no store for \""
            + Redacted.uri(uri)
            + "\"; write s3://bucket/prefix, gs://bucket/prefix or a folder");
  }

  /** The store settings of the environment; others do not concern a push. */
  private StoreOptions options() {
    Map<String, String> variables = new TreeMap<>();
    workplace
        .environment()
        .forEach(
            (name, value) -> {
              if (name.startsWith(STORE_PREFIX)) {
                variables.put(name, value);
              }
            });
    if (endpoint != null) {
      variables.put(Settings.variable("store-endpoint"), endpoint);
    }
    if (region != null) {
      variables.put(Settings.variable("store-region"), region);
    }
    Settings settings = Settings.load(variables, Map.of());
    StoreOptions options = StoreSettings.read(settings);
    settings.check();
    return options;
  }

  /** Runs when the process is told to end: the push cleans up behind itself, and then it ends. */
  private void interrupt(Thread pushing, CountDownLatch done) {
    interrupted = true;
    pushing.interrupt();
    try {
      if (!done.await(INTERRUPTION_SECONDS, TimeUnit.SECONDS)) {
        workplace.err().println("firstlight: the store does not answer; the claim may be left");
      }
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
}
