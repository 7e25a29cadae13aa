package dev.firstlight.bench.instance;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.jvm.InstanceJvm;
import dev.firstlight.conformance.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the instances of a design point are started with, on whichever target.
 *
 * @param home the checkout that Firstlight was built in
 * @param place where they find the model
 * @param runtime the serving runtime that they use
 * @param cache where they keep unpacked native libraries, and what they fetch
 * @param cpus that an instance may count on, the same on every target so that predictions are
 *     computed alike
 * @param more jars on every class path, as of a serving runtime that Firstlight does not have
 * @param jvm that they run on
 * @param installed jars that they run from instead of those of the checkout; none for those
 */
public record Launch(
    Path home,
    ModelPlace place,
    String runtime,
    Path cache,
    int cpus,
    List<Path> more,
    InstanceJvm jvm,
    List<Path> installed) {
  static final String NATIVE_DIRECTORY = "FIRSTLIGHT_NATIVE_DIRECTORY";

  private static final String CORE = "core/runtime";

  public Launch {
    more = List.copyOf(more);
    installed = List.copyOf(installed);
  }

  /** The same on another JVM. */
  public Launch withJvm(InstanceJvm other) {
    return new Launch(home, place, runtime, cache, cpus, more, other, installed);
  }

  /** The same from copies of its jars. */
  public Launch withInstalled(List<Path> jars) {
    return new Launch(home, place, runtime, cache, cpus, more, jvm, jars);
  }

  /** The same with another cache directory. */
  public Launch withCache(Path other) {
    return new Launch(home, place, runtime, other, cpus, more, jvm, installed);
  }

  /** The same with native libraries that lie in that folder already. */
  public Launch withNatives(Path folder) {
    return new Launch(
        home,
        place.with(NATIVE_DIRECTORY, folder.toString()),
        runtime,
        cache,
        cpus,
        more,
        jvm,
        installed);
  }

  /** The settings of an instance. It gets no other {@code FIRSTLIGHT_…} variable. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(place.environment());
    environment.put("FIRSTLIGHT_MODEL", place.model());
    environment.put("FIRSTLIGHT_RUNTIME", runtime);
    environment.put("FIRSTLIGHT_CACHE_DIRECTORY", cache.toString());
    environment.put("FIRSTLIGHT_CPUS", Integer.toString(cpus));
    return environment;
  }

  /**
   * The class path of a handler with this serving runtime and store, and no other: what somebody
   * would deploy.
   *
   * @throws BenchException if a part of it has not been built
   */
  List<Path> classPath(String handler) {
    if (!installed.isEmpty()) {
      return installed;
    }
    List<Path> path = new ArrayList<>(built(handler));
    Optional<String> wanted = RuntimeModule.of(runtime); // none where the jars added have it
    if (!wanted.equals(Optional.of(RuntimeModule.DEFAULT))) {
      List<Path> dropped = new ArrayList<>(built(RuntimeModule.DEFAULT));
      dropped.removeAll(built(CORE));
      path.removeAll(dropped);
    }
    Set<Path> whole = new LinkedHashSet<>(path);
    wanted.ifPresent(module -> whole.addAll(built(module)));
    place.module().ifPresent(module -> whole.addAll(built(module)));
    whole.addAll(more);
    return List.copyOf(whole);
  }

  private List<Path> built(String module) {
    try {
      return JavaCommand.classPathOf(home.resolve(module).resolve("target"));
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.BUILD,
          "module \"" + module + "\" in " + home + " is not built: " + e.getMessage(),
          e);
    }
  }
}
