package dev.firstlight.bench.compare;

import dev.firstlight.bench.instance.InstanceCache;
import dev.firstlight.bench.instance.Launch;
import dev.firstlight.bench.instance.ModelPlace;
import dev.firstlight.bench.instance.ModelPlaces;
import dev.firstlight.bench.instance.Target;
import dev.firstlight.bench.instance.Targets;
import dev.firstlight.bench.jvm.JvmChoice;
import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.RunPlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The design points of a run, ready to start instances: the stores that they fetch the model from,
 * and a target for each. Closing ends the stores and removes what instances fetched.
 */
public final class Deployments implements AutoCloseable {
  private final Map<DesignPoint, Target> targets = new LinkedHashMap<>();
  private final ModelPlaces places;
  private final PointArchives archives;
  private @Nullable InstanceCache fetched;

  private Deployments(ModelPlaces places, PointArchives archives) {
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
   * @param say hears what takes a while
   */
  public record Surroundings(
      Path home,
      Path cache,
      Map<String, String> environment,
      List<Path> more,
      JvmChoice jvm,
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
            ModelPlaces.open(
                plan.stores(), model.folder(), model.digest(), surroundings.environment()),
            new PointArchives(surroundings.cache(), model, surroundings.say()));
    try {
      for (DesignPoint point : plan.points()) {
        deployments.targets.put(point, deployments.target(point, plan, surroundings));
      }
      return deployments;
    } catch (RuntimeException e) {
      deployments.close();
      throw e;
    }
  }

  private Target target(DesignPoint point, RunPlan plan, Surroundings surroundings) {
    ModelPlace place = places.named(point.store());
    if (place.fetched() && fetched == null) {
      fetched = InstanceCache.in(surroundings.cache());
    }
    InstanceCache cache = place.fetched() ? fetched : null;
    Launch launch =
        new Launch(
            surroundings.home(),
            place,
            point.runtime(),
            cache == null ? surroundings.cache() : cache.folder(),
            plan.machine().cpus(),
            surroundings.more(),
            surroundings.jvm().jvm(surroundings.home()),
            List.of());
    Function<Launch, Target> targets = each -> target(point, each, cache);
    return targets.apply(
        surroundings.jvm().hasArchives() ? archives.provide(point, launch, targets) : launch);
  }

  private static Target target(DesignPoint point, Launch launch, @Nullable InstanceCache cache) {
    Target target = Targets.named(point.target(), launch);
    return cache == null ? target : Targets.fetching(target, cache);
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
    if (fetched != null) {
      fetched.close();
    }
  }
}
