package dev.firstlight.bench.compare;

import dev.firstlight.bench.container.ContainerIsolation;
import dev.firstlight.bench.container.Containers;
import dev.firstlight.bench.instance.InstanceCache;
import dev.firstlight.bench.instance.Launch;
import dev.firstlight.bench.instance.MemorySize;
import dev.firstlight.bench.instance.ModelPlace;
import dev.firstlight.bench.instance.ModelPlaces;
import dev.firstlight.bench.instance.Peers;
import dev.firstlight.bench.instance.Target;
import dev.firstlight.bench.instance.Targets;
import dev.firstlight.bench.isolation.CgroupIsolation;
import dev.firstlight.bench.isolation.Isolation;
import dev.firstlight.bench.isolation.IsolationKind;
import dev.firstlight.bench.jvm.JvmChoice;
import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.RunPlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The design points of a run, ready to start instances: the stores that they fetch the model from,
 * and a target for each. Closing ends the stores and removes what instances fetched.
 */
public final class Deployments implements AutoCloseable {
  private final Map<DesignPoint, Target> targets = new LinkedHashMap<>();
  private final RunPlan plan;
  private final Surroundings surroundings;
  private final ModelPlaces places;

  /** Where peers find the model; the same places, unless it has prepared artifacts. */
  private @Nullable ModelPlaces peerPlaces;

  private @Nullable InstanceCache cache;
  private @Nullable Isolation isolation;
  private final Map<String, ContainerIsolation> containers = new LinkedHashMap<>();
  private final PointArchives archives;

  private Deployments(
      RunPlan plan, Surroundings surroundings, ModelPlaces places, PointArchives archives) {
    this.plan = plan;
    this.surroundings = surroundings;
    this.places = places;
    this.archives = archives;
  }

  /**
   * What every design point shares.
   *
   * @param home the checkout that Firstlight was built in
   * @param cache where unpacked native libraries are kept
   * @param environment of this process
   * @param more jars on every instance's class path
   * @param jvm that instances run on
   * @param containers that are instances, where they are
   * @param say hears what takes a while
   */
  public record Surroundings(
      Path home,
      Path cache,
      Map<String, String> environment,
      List<Path> more,
      JvmChoice jvm,
      Optional<Containers> containers,
      Consumer<String> say) {
    public Surroundings {
      environment = Map.copyOf(environment);
      more = List.copyOf(more);
    }
  }

  /**
   * Prepares all points of a plan, which may take a training run each.
   *
   * @throws dev.firstlight.bench.fault.BenchException of kind BUILD if something is not built, FILE
   *     if a store cannot be started
   */
  public static Deployments of(RunPlan plan, ModelFolder model, Surroundings surroundings) {
    Deployments deployments =
        new Deployments(
            plan,
            surroundings,
            ModelPlaces.open(
                surroundings.containers().isPresent() ? List.of() : plan.stores(),
                model.folder(),
                model.digest(),
                surroundings.environment()),
            new PointArchives(surroundings.cache(), model, surroundings.say()));
    try {
      if (!plan.peers().isEmpty() && PortablePackage.differsFrom(model)) {
        deployments.openPeerPlaces(model);
      }
      for (DesignPoint point : plan.points()) {
        deployments.targets.put(point, deployments.target(point));
      }
      return deployments;
    } catch (RuntimeException e) {
      deployments.close();
      throw e;
    }
  }

  /** Stores elsewhere have what was pushed there; a peer that minds is not in the plan. */
  private void openPeerPlaces(ModelFolder model) {
    ModelFolder portable = PortablePackage.of(model, cache().folder().resolve("portable"));
    peerPlaces =
        ModelPlaces.open(
            plan.stores().stream()
                .filter(ModelPlaces.NAMES::contains)
                .map(Deployments::peerStore)
                .distinct()
                .toList(),
            portable.folder(),
            portable.digest(),
            surroundings.environment());
  }

  /** The portable package is made of links, in a folder like any other. */
  private static String peerStore(String store) {
    return store.equals(ModelPlaces.IMAGE) ? ModelPlaces.FILE : store;
  }

  private Target target(DesignPoint point) {
    ModelPlace place = place(point);
    if (point.isPeer()) {
      return Peers.named(point.target())
          .target(granted(point, launch(point, place, cache().folder())), cache());
    }
    InstanceCache fetched = place.fetched() ? cache() : null;
    Path folder = fetched == null ? surroundings.cache() : fetched.folder();
    Launch launch = launch(point, place, folder);
    if (surroundings.containers().isPresent()) {
      Isolation containers = containers(surroundings.containers().get(), point.target());
      return Targets.named(point.target(), granted(point, launch).within(containers));
    }
    Function<Launch, Target> targets = each -> target(point, each, fetched);
    // The archive is made with all that the machine has: it does not depend on what is granted.
    return targets.apply(
        granted(
            point,
            surroundings.jvm().hasArchives() ? archives.provide(point, launch, targets) : launch));
  }

  private Launch granted(DesignPoint point, Launch launch) {
    if (point.memoryMegabytes().isEmpty()) {
      return launch;
    }
    return launch.withMemory(
        MemorySize.of(point.target(), point.memoryMegabytes().getAsInt()), isolation());
  }

  private Isolation containers(Containers images, String target) {
    return containers.computeIfAbsent(target, images::begin);
  }

  private Isolation isolation() {
    Isolation begun = isolation;
    if (begun == null) {
      begun =
          IsolationKind.named(plan.granted().isolation()) == IsolationKind.CGROUP
              ? CgroupIsolation.begin(List.of())
              : Isolation.NONE;
      isolation = begun;
    }
    return begun;
  }

  private static Target target(DesignPoint point, Launch launch, @Nullable InstanceCache fetched) {
    Target target = Targets.named(point.target(), launch);
    return fetched == null ? target : Targets.fetching(target, fetched);
  }

  private ModelPlace place(DesignPoint point) {
    if (surroundings.containers().isPresent()) {
      return surroundings.containers().get().image(point.target()).place();
    }
    return point.isPeer() && peerPlaces != null && ModelPlaces.NAMES.contains(point.store())
        ? peerPlaces.named(peerStore(point.store()))
        : places.named(point.store());
  }

  private Launch launch(DesignPoint point, ModelPlace place, Path folder) {
    return new Launch(
        surroundings.home(),
        place,
        point.runtime(),
        folder,
        plan.machine().cpus(),
        surroundings.more(),
        surroundings.jvm().jvm(surroundings.home()),
        List.of());
  }

  private InstanceCache cache() {
    InstanceCache made = cache;
    if (made == null) {
      made = InstanceCache.in(surroundings.cache());
      cache = made;
    }
    return made;
  }

  /** The startup archives that instances start from, as a plan records them. */
  public List<String> archives() {
    return archives.used();
  }

  /** What starts instances of each point. */
  public Map<DesignPoint, Target> targets() {
    return Map.copyOf(targets);
  }

  @Override
  public void close() {
    targets.values().forEach(Target::close);
    targets.clear();
    places.close();
    if (peerPlaces != null) {
      peerPlaces.close();
    }
    if (cache != null) {
      cache.close();
    }
    containers.forEach(
        (target, begun) -> {
          begun
              .overheadMillis()
              .ifPresent(
                  millis ->
                      surroundings
                          .say()
                          .accept(
                              "%s: %.0f ms (median) to make a container, before its process; not in the end to end"
                                  .formatted(target, millis)));
          begun.close();
        });
    if (isolation != null) {
      isolation.close();
    }
  }
}
