package dev.firstlight.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
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
  Workplace {
    environment = Map.copyOf(environment);
  }
}
