package dev.firstlight.bench.container;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.conformance.process.ProgramCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A container engine, as its command line. Safe for use by several threads.
 *
 * @param name {@code docker} or {@code podman}
 * @param variables that say where it keeps images or finds its daemon
 */
public record Engine(String name, Map<String, String> variables) {
  /** Those that can run containers, in the order in which {@code images/build} tries them. */
  public static final List<String> NAMES = List.of("docker", "podman");

  static final String PODMAN = "podman";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Variables of a user that engines look for, by how they begin. */
  private static final List<String> OF_ENGINES =
      List.of("CONTAINER", "DOCKER_", "XDG_", "DBUS_", "STORAGE_");

  public Engine {
    variables = Map.copyOf(variables);
    if (!NAMES.contains(name)) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "engine \"%s\" is not known; there are %s".formatted(name, String.join(", ", NAMES)));
    }
  }

  /**
   * The engine that somebody asked for, or else the first that works.
   *
   * @param environment of this process
   * @throws BenchException of kind USAGE that says of each why it does not work
   */
  public static Engine find(Optional<String> wanted, Map<String, String> environment)
      throws InterruptedException {
    Map<String, String> variables = new HashMap<>();
    environment.forEach(
        (variable, value) -> {
          if (OF_ENGINES.stream().anyMatch(variable::startsWith)) {
            variables.put(variable, value);
          }
        });
    List<String> reasons = new ArrayList<>();
    for (String each : wanted.map(String::trim).map(List::of).orElse(NAMES)) {
      Engine engine = new Engine(each, variables);
      Optional<String> absence = engine.absence();
      if (absence.isEmpty()) {
        return engine;
      }
      reasons.add(absence.get());
    }
    throw new BenchException(
        BenchException.Kind.USAGE,
        "isolation \"container\" cannot be had here: %s; install an engine, as by apt-get install podman runc, or choose --isolation cgroup"
            .formatted(String.join("; ", reasons)));
  }

  /** Why it cannot be used here; empty if it can. */
  public Optional<String> absence() throws InterruptedException {
    try {
      output(List.of("info"));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          e.getCause() instanceof IOException missing
              ? "%s is not there (%s)".formatted(name, missing.getMessage())
              : "%s does not work: %s".formatted(name, e.getMessage()));
    }
  }

  boolean isPodman() {
    return name.equals(PODMAN);
  }

  /** The words of a command, the program first. */
  public List<String> words(List<String> arguments) {
    List<String> words = new ArrayList<>(List.of(name));
    if (isPodman() && !isUnified() && isOnPath("runc")) {
      words.addAll(List.of("--runtime", "runc")); // crun refuses older control groups
    }
    words.addAll(arguments);
    return words;
  }

  /** A command that runs for as long as its container. */
  public ProgramCommand command(List<String> arguments) {
    return ProgramCommand.of(words(arguments).toArray(String[]::new)).withVariables(variables);
  }

  /**
   * The arguments that end containers at once and remove them; those that are gone are no error.
   */
  public List<String> removal(List<String> names) {
    List<String> arguments = new ArrayList<>(List.of("rm", "--force"));
    if (isPodman()) {
      arguments.addAll(List.of("--ignore", "--time=0"));
    }
    arguments.addAll(names);
    return arguments;
  }

  /** Runs a command to its end, which should come within a minute. */
  public String output(List<String> arguments) throws IOException, InterruptedException {
    return output(arguments, PATIENCE);
  }

  /**
   * Runs a command to its end.
   *
   * @return what it printed on standard output, without blanks at the end
   * @throws IOException if it fails or takes longer; the message is what it printed on standard
   *     error
   */
  public String output(List<String> arguments, Duration atMost)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(words(arguments));
    builder.environment().putAll(variables);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException(name + " cannot be run: " + e.getMessage(), e);
    }
    try {
      process.getOutputStream().close();
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> err = read(process.getErrorStream());
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("%s %s takes longer than %s".formatted(name, arguments, atMost));
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "%s %s ended with %d: %s"
                .formatted(name, arguments.get(0), process.exitValue(), err.join().strip()));
      }
      return out.join().stripTrailing();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static CompletableFuture<String> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static boolean isUnified() {
    return Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
  }

  private static boolean isOnPath(String program) {
    return List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/bin", "/sbin")
        .stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
