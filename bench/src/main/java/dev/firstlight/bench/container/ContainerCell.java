package dev.firstlight.bench.container;

import dev.firstlight.bench.isolation.Cell;
import dev.firstlight.conformance.process.ProgramCommand;
import dev.firstlight.conformance.process.StartCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The place of one instance: a container that is removed with it. */
final class ContainerCell implements Cell {
  /** What the image says of itself, or is about files outside of it. */
  private static final Set<String> OF_THE_IMAGE =
      Set.of(
          "FIRSTLIGHT_MODEL",
          "FIRSTLIGHT_RUNTIME",
          "FIRSTLIGHT_CACHE_DIRECTORY",
          "FIRSTLIGHT_NATIVE_DIRECTORY",
          "FIRSTLIGHT_STORE_SEALED");

  private static final int REMOVALS = 20;
  private static final long PAUSE_MILLIS = 100;

  private final ContainerIsolation isolation;
  private final String name;
  private final ContainerOptions options;
  private final Path pidFile;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean killed;
  private volatile boolean asked;
  private @Nullable ContainerProcess process;
  private boolean paused;

  ContainerCell(ContainerIsolation isolation, String name, ContainerOptions options, Path pidFile) {
    this.isolation = isolation;
    this.name = name;
    this.options = options;
    this.pidFile = pidFile;
  }

  /** The image starts what the command would; its variables are the container's. */
  @Override
  public StartCommand within(StartCommand command) {
    Map<String, String> variables = new HashMap<>(command.variables());
    variables.keySet().removeAll(OF_THE_IMAGE);
    ContainerOptions own = options.withEnvironment(variables);
    List<String> words = new ArrayList<>(own.run(isolation.engine(), name));
    if (isolation.engine().isPodman()) {
      words.add("--pidfile=" + pidFile);
      words.add("--log-driver=none"); // what it prints comes here
    }
    words.add(isolation.image().id());
    return ProgramCommand.of(isolation.engine().words(words).toArray(String[]::new))
        .withVariables(isolation.engine().variables())
        .withVariables(variables)
        .withVariables(isolation.mark());
  }

  @Override
  public void started(long pid) {}

  /** Its process as this machine sees it; empty as long as there is none. */
  private synchronized Optional<ContainerProcess> process() {
    if (process == null && !closed.get()) {
      process = pid().flatMap(ContainerProcess::of).orElse(null);
    }
    return Optional.ofNullable(process);
  }

  private Optional<Long> pid() {
    try {
      String text =
          isolation.engine().isPodman()
              ? (Files.exists(pidFile) ? Files.readString(pidFile) : "")
              : isolation.engine().output(List.of("inspect", "--format={{.State.Pid}}", name));
      return text.isBlank() || text.trim().equals("0")
          ? Optional.empty()
          : Optional.of(Long.parseLong(text.trim()));
    } catch (IOException e) {
      return Optional.empty(); // not yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public long instance(long started) {
    return process().map(ContainerProcess::pid).orElse(0L);
  }

  @Override
  public long createdNanos(long startedNanos) {
    Optional<ContainerProcess> there = process();
    if (there.isEmpty()) {
      return startedNanos;
    }
    long created = Math.max(startedNanos, there.get().createdNanos());
    isolation.created((created - startedNanos) / 1e6);
    return created;
  }

  /** Asked of the control group itself, which takes less than a thousandth of the engine's time. */
  @Override
  public synchronized void freeze() {
    if (!paused && !closed.get()) {
      change(true, "pause");
    }
  }

  @Override
  public synchronized void thaw() {
    if (paused) {
      change(false, "unpause");
    }
  }

  private void change(boolean to, String command) {
    try {
      if (process().isEmpty() || !process().get().freeze(to)) {
        isolation.engine().output(List.of(command, name));
      }
      paused = to;
    } catch (IOException e) {
      paused = false; // it has ended, which is seen by its process
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The engine removes the control group, and with it the count, soon after a process was killed.
   */
  void look() {
    if (!killed) {
      killed = process().filter(ContainerProcess::ranOutOfMemory).isPresent();
    }
  }

  @Override
  public OptionalLong peakBytes() {
    return process().map(ContainerProcess::peakBytes).orElse(OptionalLong.empty());
  }

  @Override
  public boolean limitsMemory() {
    return true;
  }

  @Override
  public boolean ranOutOfMemory() {
    look();
    if (!killed && !asked && !closed.get()) {
      asked = true;
      try {
        killed =
            isolation
                .engine()
                .output(List.of("inspect", "--format={{.State.OOMKilled}}", name))
                .equals("true");
      } catch (IOException e) {
        return false; // it was never created
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return killed;
  }

  /** One that is just ending by itself is between two states, in which engines refuse. */
  private void remove() throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        isolation.engine().output(isolation.engine().removal(List.of(name)));
        return;
      } catch (IOException e) {
        if (String.valueOf(e.getMessage()).contains("No such container")) {
          return;
        }
        if (attempt == REMOVALS) {
          throw e;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  @Override
  public void close() {
    look();
    thaw();
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    isolation.closed(this);
    boolean interrupted = Thread.interrupted();
    try {
      remove();
    } catch (IOException e) {
      throw new UncheckedIOException("a container cannot be removed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      interrupted = true; // the keeper removes it
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
