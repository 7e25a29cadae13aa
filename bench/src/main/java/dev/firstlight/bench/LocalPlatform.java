package dev.firstlight.bench;

import dev.firstlight.bench.compare.MachineFacts;
import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.compare.PointArchives;
import dev.firstlight.bench.container.Containers;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.instance.InstanceCache;
import dev.firstlight.bench.instance.Launch;
import dev.firstlight.bench.instance.ModelPlace;
import dev.firstlight.bench.instance.ModelPlaces;
import dev.firstlight.bench.instance.Target;
import dev.firstlight.bench.instance.Targets;
import dev.firstlight.bench.isolation.CgroupIsolation;
import dev.firstlight.bench.isolation.Isolation;
import dev.firstlight.bench.isolation.IsolationKind;
import dev.firstlight.bench.isolation.ProcessIsolation;
import dev.firstlight.bench.jvm.JvmChoice;
import dev.firstlight.bench.platform.Fault;
import dev.firstlight.bench.platform.Platform;
import dev.firstlight.bench.platform.PlatformListener;
import dev.firstlight.bench.platform.PlatformSettings;
import dev.firstlight.bench.platform.SlowRelay;
import dev.firstlight.bench.record.DesignPoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A platform that serves a model: the model's package and store, a startup archive, the isolation
 * and the platform, begun in that order and ended in the other. Safe for use by several threads.
 */
final class LocalPlatform implements AutoCloseable {
  /** What an instance keeps where it has a {@code /tmp} of its own, as on Lambda. */
  private static final String OWN_CACHE = "/tmp/firstlight";

  private final Deque<AutoCloseable> begun = new ArrayDeque<>();
  private final Options options;
  private final Workplace workplace;
  private final Consumer<String> say;

  private LocalPlatform(Options options, Workplace workplace, Consumer<String> say) {
    this.options = options;
    this.workplace = workplace;
    this.say = say;
  }

  /**
   * What to serve, and how.
   *
   * @param settings of the platform
   * @param model as {@code --model} takes it
   * @param runtime the serving runtime; empty for the one that the package prefers
   * @param store as {@code --store} takes it
   * @param jvm of instances
   * @param isolation of instances
   * @param containers that are instances, where they are; the model is a folder with the manifest
   *     of theirs then
   */
  record Options(
      PlatformSettings settings,
      String model,
      Optional<String> runtime,
      String store,
      JvmChoice jvm,
      IsolationKind isolation,
      Optional<Containers> containers) {}

  /**
   * A platform that takes calls.
   *
   * @param platform itself; the {@link LocalPlatform} closes it
   * @param model that it serves
   * @param point of the design space that it is
   * @param gaps what it does not emulate on this machine, each as a sentence
   */
  record Running(Platform platform, ModelFolder model, DesignPoint point, List<String> gaps) {}

  /**
   * Prepares one, which closes even if it is never started.
   *
   * @param say hears what takes a while
   */
  static LocalPlatform of(Options options, Workplace workplace, Consumer<String> say) {
    return new LocalPlatform(options, workplace, say);
  }

  /**
   * Starts it, and waits until its provisioned instances are ready.
   *
   * @throws BenchException of kind USAGE, BUILD, FILE or TARGET if it cannot be had
   */
  Running start(PlatformListener listener) throws InterruptedException {
    PlatformSettings settings = options.settings();
    String store = ModelPlaces.check(List.of(options.store())).get(0);
    List<String> wanted = options.runtime().map(List::of).orElse(List.of());
    ModelFolder folder = ModelFolder.of(options.model(), wanted, workplace.cache(), say);
    String runtime = options.runtime().orElse(folder.runtimes().get(0));
    DesignPoint point =
        new DesignPoint(
            settings.target(), runtime, store, OptionalInt.of(settings.memory().megabytes()));
    int cpus = MachineFacts.read(Path.of("/proc")).cpus();
    InstanceCache cache = keep(InstanceCache.in(workplace.cache()));
    ModelPlace place = place(store, folder);
    Launch launch =
        new Launch(
            workplace.home(),
            place,
            runtime,
            place.fetched() ? cache.folder() : workplace.cache(),
            cpus,
            workplace.moreJars(),
            options.jvm().jvm(workplace.home()),
            List.of());
    if (options.jvm().hasArchives() && options.containers().isEmpty()) {
      launch = archived(point, folder, launch, cache);
    }
    launch = launch.withPlace(slowed(place));
    List<Path> needed = new ArrayList<>(launch.needed());
    needed.add(cache.folder());
    Isolation isolation = keep(isolation(needed));
    Launch granted = launch.withMemory(settings.memory(), isolation);
    boolean ownTmp = isolation.hasOwnTmp() && settings.tmpMegabytes().isPresent();
    Platform platform =
        keep(
            Platform.start(
                new Platform.Setup(
                    settings,
                    clock -> Targets.host(settings.target(), granted, clock, cache.folder()),
                    isolation,
                    number -> variables(place, cache, ownTmp, number),
                    cpus),
                listener));
    return new Running(platform, folder, point, isolation.gaps());
  }

  private ModelPlace place(String store, ModelFolder folder) {
    if (options.containers().isPresent()) {
      return options.containers().get().image(options.settings().target()).place();
    }
    return keep(ModelPlaces.open(
            List.of(store), folder.folder(), folder.digest(), workplace.environment()))
        .named(store);
  }

  private Isolation isolation(List<Path> needed) {
    return switch (options.isolation()) {
      case PROCESS -> ProcessIsolation.begin(needed);
      case CGROUP -> CgroupIsolation.begin(needed);
      case CONTAINER -> options.containers().orElseThrow().begin(options.settings().target());
    };
  }

  private Launch archived(
      DesignPoint point, ModelFolder folder, Launch launch, InstanceCache cache) {
    Function<Launch, Target> targets =
        each -> {
          Target plain = Targets.named(point.target(), each);
          return each.place().fetched() ? Targets.fetching(plain, cache) : plain;
        };
    return new PointArchives(workplace.cache(), folder, say).provide(point, launch, targets);
  }

  /** Each instance fetches for itself, as in a cloud; what lies on this machine is shared. */
  private static Map<String, String> variables(
      ModelPlace place, InstanceCache cache, boolean ownTmp, int number) {
    if (!place.fetched()) {
      return Map.of();
    }
    String folder =
        ownTmp ? OWN_CACHE : cache.folder().resolve(Integer.toString(number)).toString();
    return Map.of("FIRSTLIGHT_CACHE_DIRECTORY", folder);
  }

  private ModelPlace slowed(ModelPlace place) {
    Optional<Fault> slow =
        options.settings().faults().stream()
            .filter(fault -> fault.kind() == Fault.Kind.SLOW_STORE)
            .findFirst();
    if (slow.isEmpty()) {
      return place;
    }
    if (!options.store().trim().equals("http")) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "fault slow-store slows the store down that --store http starts, not \"%s\""
              .formatted(options.store()));
    }
    URI address = URI.create(place.model());
    try {
      SlowRelay relay = keep(SlowRelay.to(address.getPort(), slow.get().at()));
      String other = place.model().replace(":" + address.getPort(), ":" + relay.port());
      return new ModelPlace(
          other, new HashMap<>(place.environment()), place.module(), place.fetched());
    } catch (IOException e) {
      throw new BenchException(BenchException.Kind.FILE, "a slow store cannot be opened: " + e, e);
    }
  }

  private <T extends AutoCloseable> T keep(T closeable) {
    begun.push(closeable);
    return closeable;
  }

  /** Ends what was begun, the last first. */
  @Override
  public synchronized void close() {
    while (!begun.isEmpty()) {
      try {
        begun.pop().close();
      } catch (Exception e) {
        say.accept("closing: " + e);
      }
    }
  }
}
