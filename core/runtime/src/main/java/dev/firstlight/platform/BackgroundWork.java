package dev.firstlight.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Gives way to the other threads of this machine while one thread works: Linux then grants it about
 * a seventieth of a CPU that others want too. Done through the command {@code renice}, since Java
 * cannot; where that is not to be had, the work goes on as it is. The thread stays so, and must end
 * after its work. For one thread.
 */
public final class BackgroundWork {
  /**
   * Threads that a library starts at its beginning inherit a low priority: let it do that first.
   */
  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Path thread;
  private final Thread watcher;
  private volatile boolean over;

  private BackgroundWork(Path thread) {
    this.thread = thread;
    this.watcher = new Thread(this::lower, "firstlight-nice");
    watcher.setDaemon(true);
  }

  /** Does the work on the calling thread, and returns or throws what it does. */
  public static <T> T call(Supplier<T> work) {
    Optional<Path> thread = thisThread();
    if (thread.isEmpty()) {
      return work.get();
    }
    BackgroundWork background = new BackgroundWork(thread.get());
    background.watcher.start();
    try {
      return work.get();
    } finally {
      background.end();
    }
  }

  /** The calling thread as the system knows it; empty where that is not Linux. */
  private static Optional<Path> thisThread() {
    try {
      Path link = Files.readSymbolicLink(Path.of("/proc/thread-self"));
      return Optional.of(Path.of("/proc").resolve(link));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private void lower() {
    try {
      long begin = cpuNanos();
      while (!over && cpuNanos() - begin < FIRST_NANOS) {
        LockSupport.parkNanos(this, LOOK_NANOS);
      }
      if (!over) {
        Process renice =
            new ProcessBuilder("renice", "-n", "19", "-p", String.valueOf(thread.getFileName()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!renice.waitFor(5, TimeUnit.SECONDS)) {
          renice.destroyForcibly();
        }
      }
    } catch (IOException | RuntimeException e) {
      return; // no renice here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the thread has run so far, as the scheduler counts. */
  private long cpuNanos() throws IOException {
    StringTokenizer words = new StringTokenizer(Files.readString(thread.resolve("schedstat")));
    return Long.parseLong(words.nextToken());
  }

  /** Afterwards nothing touches the thread any more. */
  private void end() {
    over = true;
    boolean interrupted = false;
    while (watcher.isAlive()) {
      try {
        watcher.join();
      } catch (InterruptedException e) {
        interrupted = true; // its number may be another thread's soon
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
