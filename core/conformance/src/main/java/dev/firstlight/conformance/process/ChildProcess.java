package dev.firstlight.conformance.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program as a child of this one. What it prints is read as it comes, so the child never waits
 * for a full pipe. Closing kills it and all its descendants; so does this process's orderly end.
 * Safe for use by several threads.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Set<String> INHERITED =
      Set.of("PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR", "TZ");

  private final Process process;
  private final long spawnNanos;
  private final Instant spawned;
  private final Printed printed;
  private final Thread atExit;

  private ChildProcess(Process process, long spawnNanos, Instant spawned) {
    this.process = process;
    this.spawnNanos = spawnNanos;
    this.spawned = spawned;
    this.printed = new Printed(process.pid(), process.getInputStream(), process.getErrorStream());
    this.atExit = new Thread(this::killTree, "ends process " + process.pid());
  }

  /**
   * Starts it.
   *
   * @throws IOException if the program cannot be run, or this process is about to end
   */
  public static ChildProcess start(StartCommand command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command.words());
    builder.environment().keySet().retainAll(INHERITED);
    builder.environment().putAll(command.variables());
    command.directory().map(Path::toFile).ifPresent(builder::directory);
    Instant spawned = Instant.now();
    long spawnNanos = System.nanoTime();
    Process process = builder.start();
    ChildProcess started = new ChildProcess(process, spawnNanos, spawned);
    try {
      Runtime.getRuntime().addShutdownHook(started.atExit);
    } catch (IllegalStateException e) {
      // The end has begun meanwhile, and no hook would take the child along any more.
      started.killTree();
      throw new IOException("process " + process.pid() + " is ended with its parent", e);
    }
    process.getOutputStream().close();
    return started;
  }

  /** {@link System#nanoTime} just before the process was created. */
  public long spawnNanos() {
    return spawnNanos;
  }

  /** The wall clock just before the process was created. */
  public Instant spawned() {
    return spawned;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The lines printed until now, on standard output and standard error as they came. */
  public List<String> lines() {
    return printed.lines();
  }

  /** The last lines printed, for the message of a failure. */
  public String tail() {
    List<String> lines = lines();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  /** Completes with the exit value when the process has ended and all it printed is read. */
  public CompletableFuture<Integer> exit() {
    return process.onExit().thenCombine(printed.complete(), (ended, nothing) -> ended.exitValue());
  }

  /**
   * Waits for the end.
   *
   * @return the exit value
   * @throws IOException if it still runs after that time
   */
  public int awaitExit(Duration atMost) throws IOException, InterruptedException {
    try {
      return exit().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("process " + pid() + " still runs after " + atMost + "\n" + tail(), e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** Asks it to end, as platforms do with SIGTERM. */
  public void terminate() {
    // Not Process.destroy, which closes the pipes as well: what the process says at its end counts.
    var unused = process.toHandle().destroy();
  }

  @Override
  public void close() {
    killTree();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The hook is running already.
      return;
    }
    // So that a port or a file of the child is free again when this returns.
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
  }

  private void killTree() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
