package dev.firstlight.bench.isolation;

import dev.firstlight.bench.fault.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A shell that lives as long as this process: it sends signals that Java cannot send, and when its
 * input ends, which it does however this process ends, it kills every process that carries this
 * keeper's mark, and removes their cgroups. Safe for use by several threads.
 */
public final class Keeper implements AutoCloseable {
  private static final String MARK = "FL_OWNER";
  private static final long SWEEP_SECONDS = 30;

  private final String token = UUID.randomUUID().toString();
  private final Process shell;
  private final OutputStream commands;

  /**
   * Starts one.
   *
   * @param cgroups folders whose children are instances' cgroups
   * @throws BenchException of kind USAGE if this machine has no shell or no {@code setsid}
   */
  Keeper(List<Path> cgroups) {
    this(cgroups, Map.of());
  }

  /**
   * One for instances that are no children of this process.
   *
   * @param ending variables of a script, and in {@code FL_ENDING} the script, that ends them after
   *     the processes with the mark
   * @throws BenchException of kind USAGE if this machine has no shell or no {@code setsid}
   */
  public Keeper(Map<String, String> ending) {
    this(List.of(), ending);
  }

  private Keeper(List<Path> cgroups, Map<String, String> ending) {
    List<String> words =
        new ArrayList<>(List.of("setsid", "/bin/sh", "-c", script("keeper.sh"), "keeper", token));
    cgroups.forEach(folder -> words.add(folder.toString()));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().putAll(ending);
      shell = builder.start();
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "instances cannot be kept apart here, which takes Linux with setsid (util-linux): "
              + e.getMessage(),
          e);
    }
    commands = shell.getOutputStream();
  }

  /** The variable that marks a process as one to end with this keeper. */
  public Map<String, String> mark() {
    return Map.of(MARK, token);
  }

  /** Stops a process group. */
  void stop(long group) {
    signal("STOP", group);
  }

  /** Lets a process group go on. */
  void go(long group) {
    signal("CONT", group);
  }

  private synchronized void signal(String name, long group) {
    try {
      commands.write((name + " " + group + "\n").getBytes(StandardCharsets.US_ASCII));
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the process that sends signals has ended", e);
    }
  }

  /** Kills what is left, and waits until it is gone. */
  @Override
  public void close() {
    try {
      synchronized (this) {
        commands.close();
      }
      if (!shell.waitFor(SWEEP_SECONDS, TimeUnit.SECONDS)) {
        shell.destroyForcibly();
      }
    } catch (IOException e) {
      shell.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it ends by itself
    }
  }

  static String script(String name) {
    try (InputStream in = Keeper.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path; build again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
