package dev.firstlight.bench;

import java.io.File;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Where the command line runs.
 *
 * @param home the checkout that Firstlight was built in
 * @param directory where the user is; relative paths count from there
 * @param cache where built packages and unpacked native libraries are kept
 * @param out for results
 * @param err for everything else
 * @param terminal whether somebody watches {@code err}
 * @param clock for the names of runs
 * @param environment variables of the process
 */
record Workplace(
    Path home,
    Path directory,
    Path cache,
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Clock clock,
    Map<String, String> environment) {
  /**
   * Names jars of more serving runtimes and stores. Not a {@code FIRSTLIGHT_…} variable: those are
   * settings of instances.
   */
  static final String MORE_JARS = "FL_CLASSPATH";

  Workplace {
    environment = Map.copyOf(environment);
  }

  /** A path that the user typed. */
  Path resolved(Path path) {
    return directory.resolve(path).normalize();
  }

  /** Jars that instances get beside those of the build. */
  List<Path> moreJars() {
    String jars = environment.getOrDefault(MORE_JARS, "");
    return Arrays.stream(jars.split(File.pathSeparator))
        .filter(jar -> !jar.isBlank())
        .map(jar -> directory.resolve(jar))
        .toList();
  }
}
