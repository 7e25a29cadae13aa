package dev.firstlight.bench.platform;

import dev.firstlight.bench.instance.Hosted;
import dev.firstlight.bench.isolation.Cell;
import dev.firstlight.conformance.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An instance of the platform, from its first start to its end; where its init phase is done again,
 * it has another process. What it is at work on is the {@link Fleet}'s to say; the rest is safe for
 * use by several threads.
 */
final class Worker {
  private static final String PEAK = "VmHWM:";
  private static final Duration GENTLE_END = Duration.ofSeconds(10);

  private final int number;
  private final boolean provisioned;
  private final CompletableFuture<Beginning> beginning = new CompletableFuture<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private volatile @Nullable Running current;
  private volatile int peakMegabytes;
  private boolean frozen;
  private boolean ended;
  private int linesSeen;

  // The fleet's.
  int atWork;
  int turns;
  long idleSinceNanos;
  boolean gone;

  /** A process and where it runs. */
  record Running(Hosted hosted, Cell cell) {
    /** Of the instance's process; 0 as long as there is none. */
    long pid() {
      return cell.instance(hosted.process().pid());
    }

    /** {@link System#nanoTime} when that process was created. */
    long createdNanos() {
      return cell.createdNanos(hosted.process().spawnNanos());
    }
  }

  /**
   * How its start ended.
   *
   * @param started of the last attempt
   * @param redoneSince {@link System#nanoTime} when its init phase was begun again; 0 if it was not
   * @param spawnedNanos when the process of the last attempt was created
   */
  record Beginning(Starter.Started started, long redoneSince, long spawnedNanos) {}

  Worker(int number, boolean provisioned) {
    this.number = number;
    this.provisioned = provisioned;
  }

  int number() {
    return number;
  }

  boolean isProvisioned() {
    return provisioned;
  }

  /** Completes when it can take calls, or never will. */
  CompletableFuture<Beginning> beginning() {
    return beginning;
  }

  /** Takes over a process; false, and it is not taken, if it has ended meanwhile. */
  synchronized boolean adopt(Running process) {
    if (ended) {
      return false;
    }
    current = process;
    linesSeen = 0;
    frozen = false;
    return true;
  }

  @Nullable Running current() {
    return current;
  }

  CompletableFuture<Hosted.Turn> send(Call call, Duration timeout) {
    Running process = current;
    return process == null
        ? CompletableFuture.completedFuture(new Hosted.Turn.Lost("the instance has ended"))
        : process.hosted().send(call, timeout);
  }

  /** What is to be done when it has nothing to do, or is about to get its next call. */
  synchronized void whenIdle(Runnable task) {
    afterwards.add(task);
  }

  /** Does it now. */
  void runAfterwards() {
    List<Runnable> tasks;
    synchronized (this) {
      tasks = List.copyOf(afterwards);
      afterwards.clear();
    }
    tasks.forEach(Runnable::run);
  }

  synchronized void freeze() {
    Running process = current;
    if (process != null && !frozen && !ended) {
      process.cell().freeze();
      frozen = true;
    }
  }

  synchronized void thaw() {
    Running process = current;
    if (process != null && frozen && !ended) {
      process.cell().thaw();
      frozen = false;
    }
  }

  boolean ranOutOfMemory() {
    Running process = current;
    return process != null && process.cell().ranOutOfMemory();
  }

  /**
   * Memory that it has used at most, in MB: of what its process has held, pages of mapped files
   * that were dropped again do not count where it cannot hold more.
   */
  int usedMegabytes(int most) {
    Running process = current;
    if (process != null && process.cell().peakBytes().isPresent()) {
      peakMegabytes = (int) (process.cell().peakBytes().getAsLong() >> 20);
      return Math.min(peakMegabytes, most);
    }
    int peak = peakMegabytes();
    return process != null && process.cell().limitsMemory() ? Math.min(peak, most) : peak;
  }

  /** Memory that its process has held at most, in MB; what was last seen where it is gone. */
  private int peakMegabytes() {
    Running process = current;
    if (process != null) {
      Path status = Path.of("/proc", Long.toString(process.pid()), "status");
      try {
        for (String line : Files.readAllLines(status)) {
          if (line.startsWith(PEAK)) {
            String kilobytes = line.substring(PEAK.length()).replace("kB", "").trim();
            peakMegabytes = (int) ((Long.parseLong(kilobytes) + 1023) / 1024);
          }
        }
      } catch (IOException e) {
        return peakMegabytes; // it has ended
      }
    }
    return peakMegabytes;
  }

  /** What it has printed since this was last asked. */
  synchronized List<String> newLines() {
    Running process = current;
    if (process == null) {
      return List.of();
    }
    List<String> lines = process.hosted().process().lines();
    List<String> fresh = lines.subList(Math.min(linesSeen, lines.size()), lines.size());
    linesSeen = lines.size();
    return fresh;
  }

  /**
   * Ends it, and waits until it is gone. Harmless where it has.
   *
   * @param gently whether it is asked first, as platforms do that send SIGTERM
   */
  void end(boolean gently) {
    Running process;
    synchronized (this) {
      if (ended) {
        return;
      }
      thaw(); // what stands still in a cgroup does not end
      ended = true;
      process = current;
    }
    if (process == null) {
      return;
    }
    if (gently) {
      process.hosted().process().terminate();
      try {
        var unused = process.hosted().process().awaitExit(GENTLE_END);
      } catch (IOException e) {
        // It is killed now.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    peakMegabytes();
    close(process);
  }

  static void close(Running process) {
    process.cell().thaw();
    process.hosted().close();
    process.cell().close();
  }
}
