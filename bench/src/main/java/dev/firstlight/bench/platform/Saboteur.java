package dev.firstlight.bench.platform;

import dev.firstlight.bench.instance.Hosted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Lets happen what is to go wrong. Safe for use by several threads. */
final class Saboteur {
  /**
   * A JVM that has mapped so much is past its launcher; a cold start takes several times as much.
   */
  private static final long RUNNING_PAGES = (20L << 20) / 4096;

  private static final Duration JUMP = Duration.ofHours(1);
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(1);
  private static final long PAUSE_MILLIS = 2;

  private final PlatformSettings settings;
  private final ScheduledExecutorService timer;
  private final AtomicInteger jumped;

  /**
   * @param jumped how many calls are under way for which the clock has jumped
   */
  Saboteur(PlatformSettings settings, ScheduledExecutorService timer, AtomicInteger jumped) {
    this.settings = settings;
    this.timer = timer;
    this.jumped = jumped;
  }

  /** A clock that is an hour behind while {@code jumped} is above 0. */
  static InstantSource clock(AtomicInteger jumped) {
    return () -> jumped.get() > 0 ? Instant.now().minus(JUMP) : Instant.now();
  }

  /** The first process of an instance has just been created. */
  void starts(Worker worker) {
    Worker.Running process = Starter.running(worker);
    if (settings.hasFault(Fault.Kind.KILL_IN_BOOT, worker.number())) {
      killWhenThere(process, 0);
    } else if (settings.hasFault(Fault.Kind.KILL_IN_INIT, worker.number())) {
      killWhenThere(process, RUNNING_PAGES);
    }
  }

  /** What brings an instance's process about has not done so at once. */
  private void killWhenThere(Worker.Running process, long pages) {
    long pid = process.pid();
    if (pid != 0 && residentPages(pid) >= pages) {
      kill(process);
    } else if (process.hosted().process().isAlive()) {
      var unused =
          timer.schedule(() -> killWhenThere(process, pages), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Freezes it, and waits until it stands still: the signal goes through another process. */
  private static void holdStill(Worker worker) {
    worker.freeze();
    long pid = Starter.running(worker).pid();
    long giveUp = System.nanoTime() + STOPS_WITHIN.toNanos();
    while (!stands(pid) && System.nanoTime() - giveUp < 0) {
      LockSupport.parkNanos(PAUSE_MILLIS * 1_000_000L);
    }
  }

  /** Whether a process is stopped, or frozen in a cgroup; see proc(5). */
  private static boolean stands(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      return state == 'T' || state == 'D';
    } catch (IOException e) {
      return true; // it has ended
    }
  }

  private static long residentPages(long pid) {
    try {
      String statm = Files.readString(Path.of("/proc", Long.toString(pid), "statm"));
      return Long.parseLong(statm.split(" ", -1)[1]);
    } catch (IOException e) {
      return 0; // it has ended
    }
  }

  /** Gives a call to an instance, and does to both what is to be done. */
  CompletableFuture<Hosted.Turn> send(Worker worker, Request request, Duration timeout) {
    int number = request.number();
    if (settings.hasFault(Fault.Kind.KILL_IN_REQUEST, number)) {
      holdStill(worker); // so that it has not answered before
      CompletableFuture<Hosted.Turn> turn = worker.send(request.call(), timeout);
      kill(Starter.running(worker));
      worker.thaw(); // in a cgroup it dies only now
      return turn;
    } else if (settings.hasFault(Fault.Kind.CUT_RUNTIME_API, number)) {
      holdStill(worker);
      CompletableFuture<Hosted.Turn> turn = worker.send(request.call(), timeout);
      // Not on this thread, which may be the one that has to hand the call over first.
      timer.execute(
          () -> {
            Starter.hosted(worker).cut();
            worker.thaw();
          });
      return turn;
    } else if (settings.hasFault(Fault.Kind.CLOCK_JUMP, number)) {
      jumped.incrementAndGet();
      return worker
          .send(request.call(), timeout)
          .whenComplete((turn, failure) -> jumped.decrementAndGet());
    }
    return worker.send(request.call(), timeout);
  }

  private static void kill(Worker.Running process) {
    ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
  }
}
