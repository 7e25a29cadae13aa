package dev.firstlight.bench.compare;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.instance.Archives;
import dev.firstlight.bench.instance.Launch;
import dev.firstlight.bench.instance.Target;
import dev.firstlight.bench.jvm.ArchiveFolder;
import dev.firstlight.bench.jvm.ArchiveKey;
import dev.firstlight.bench.record.DesignPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The startup archives of a run's design points, kept in the cache and made where they are absent
 * or stale. A point whose archive cannot be made starts without one, and its reason is said.
 */
public final class PointArchives {
  private static final int DIGITS = 16;

  private final Path cache;
  private final ModelFolder model;
  private final Consumer<String> say;
  private final List<String> used = new ArrayList<>();

  /**
   * None so far.
   *
   * @param say hears what takes a while
   */
  public PointArchives(Path cache, ModelFolder model, Consumer<String> say) {
    this.cache = cache;
    this.model = model;
    this.say = say;
  }

  /**
   * That launch, from its archive.
   *
   * @param targets what starts instances of a launch
   * @throws BenchException of kind INTERRUPTED if this thread was interrupted
   */
  public Launch provide(DesignPoint point, Launch launch, Function<Launch, Target> targets) {
    try {
      ArchiveKey key = Archives.key(point.target(), model.manifest().task(), launch);
      String digest = key.digest().substring(0, DIGITS);
      ArchiveFolder folder = Archives.in(cache.resolve("archives").resolve(digest), launch);
      if (folder.misfit(key).isPresent()) {
        say.accept("making a startup archive for " + name(point) + " in " + folder.folder());
        var unused =
            new Archives(targets, TrainingCalls.of(model.manifest())).make(folder, key, launch);
      }
      used.add(name(point) + " " + folder.form().name().replace('_', ' ') + " " + digest);
      return launch.withJvm(launch.jvm().withArchive(folder.form().using(folder.archive())));
    } catch (BenchException e) {
      if (e.kind() == BenchException.Kind.BUILD || e.kind() == BenchException.Kind.INTERRUPTED) {
        throw e;
      }
      say.accept(name(point) + " starts without a startup archive: " + e.getMessage());
      return launch;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException(BenchException.Kind.INTERRUPTED, "interrupted", e);
    }
  }

  /** What was found or made, for the plan. */
  List<String> used() {
    return List.copyOf(used);
  }

  private static String name(DesignPoint point) {
    return point.target() + " " + point.runtime() + " " + point.store();
  }
}
