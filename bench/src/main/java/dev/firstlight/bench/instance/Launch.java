package dev.firstlight.bench.instance;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.conformance.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What every instance of a run has in common.
 *
 * @param home the checkout that Firstlight was built in
 * @param model folder of the model package
 * @param cache where instances keep unpacked native libraries
 * @param cpus that an instance may count on, the same on every target so that predictions are
 *     computed alike
 */
public record Launch(Path home, Path model, Path cache, int cpus) {
  /** The settings of an instance. It gets no other {@code FIRSTLIGHT_…} variable. */
  Map<String, String> environment() {
    return Map.of(
        "FIRSTLIGHT_MODEL", model.toString(),
        "FIRSTLIGHT_CACHE_DIRECTORY", cache.toString(),
        "FIRSTLIGHT_CPUS", Integer.toString(cpus));
  }

  /**
   * The class path of a handler.
   *
   * @throws BenchException if it has not been built
   */
  List<Path> classPath(String module) {
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
