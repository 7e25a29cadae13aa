package dev.firstlight.bench.instance;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.isolation.Isolation;
import dev.firstlight.bench.isolation.Limits;
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
import java.util.OptionalLong;
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
 * @param memory what the platform grants each of them; empty for a whole machine
 * @param isolation that holds them to it; whoever began it closes it
 */
public record Launch(
    Path home,
    ModelPlace place,
    String runtime,
    Path cache,
    int cpus,
    List<Path> more,
    InstanceJvm jvm,
    List<Path> installed,
    Optional<MemorySize> memory,
    Isolation isolation) {
  static final String NATIVE_DIRECTORY = "FIRSTLIGHT_NATIVE_DIRECTORY";

  private static final String CORE = "core/runtime";

  public Launch {
    more = List.copyOf(more);
    installed = List.copyOf(installed);
  }

  /** With the whole machine to each of them, and nothing between them. */
  public Launch(
      Path home,
      ModelPlace place,
      String runtime,
      Path cache,
      int cpus,
      List<Path> more,
      InstanceJvm jvm,
      List<Path> installed) {
    this(home, place, runtime, cache, cpus, more, jvm, installed, Optional.empty(), Isolation.NONE);
  }

  /** The same with so much memory, and the CPUs that come with it. */
  public Launch withMemory(MemorySize granted, Isolation within) {
    return new Launch(
        home, place, runtime, cache, cpus, more, jvm, installed, Optional.of(granted), within);
  }

  /** The same, each in a place of that isolation. */
  public Launch within(Isolation other) {
    return new Launch(home, place, runtime, cache, cpus, more, jvm, installed, memory, other);
  }

  /** The same with the model elsewhere. */
  public Launch withPlace(ModelPlace other) {
    return new Launch(home, other, runtime, cache, cpus, more, jvm, installed, memory, isolation);
  }

  /** Folders that instances read or write. */
  public List<Path> needed() {
    List<Path> needed = new ArrayList<>(List.of(home, cache, jvm.java().launcher()));
    jvm.allFlags().stream()
        .map(flag -> flag.substring(flag.lastIndexOf('=') + 1))
        .filter(value -> value.startsWith("/")) // as the archive's
        .forEach(value -> needed.add(Path.of(value)));
    if (!place.fetched()) {
      needed.add(Path.of(place.model()));
    }
    needed.addAll(more);
    needed.addAll(installed);
    return needed;
  }

  /** The same on another JVM. */
  public Launch withJvm(InstanceJvm other) {
    return new Launch(home, place, runtime, cache, cpus, more, other, installed, memory, isolation);
  }

  /** The same from copies of its jars. */
  public Launch withInstalled(List<Path> jars) {
    return new Launch(home, place, runtime, cache, cpus, more, jvm, jars, memory, isolation);
  }

  /** The same with another cache directory. */
  public Launch withCache(Path other) {
    return new Launch(home, place, runtime, other, cpus, more, jvm, installed, memory, isolation);
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
        installed,
        memory,
        isolation);
  }

  /** The settings of an instance. It gets no other {@code FIRSTLIGHT_…} variable. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(place.environment());
    environment.put("FIRSTLIGHT_MODEL", place.model());
    environment.put("FIRSTLIGHT_RUNTIME", runtime);
    environment.put("FIRSTLIGHT_CACHE_DIRECTORY", cache.toString());
    environment.put("FIRSTLIGHT_CPUS", share());
    return environment;
  }

  private String share() {
    return memory
        .map(granted -> Double.toString(Math.min(cpus, granted.cpus(cpus))))
        .orElseGet(() -> Integer.toString(cpus));
  }

  /** What an instance of this launch may use. */
  Limits limits() {
    return memory
        .map(granted -> granted.limits(cpus))
        .orElseGet(() -> new Limits(cpus, Long.MAX_VALUE, OptionalLong.empty(), false));
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
