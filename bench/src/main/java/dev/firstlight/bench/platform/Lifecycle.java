package dev.firstlight.bench.platform;

import dev.firstlight.bench.platformlog.LogEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Begins and ends instances, on threads of its own. Safe for use by several threads.
 *
 * <p>Lambda ends an init phase after ten seconds and does it again within the invocation; likewise
 * where it failed ("suppressed init", AWS Lambda Developer Guide, "Lambda execution environment").
 */
final class Lifecycle {
  /** Starting is the kernel's work, mostly; more at a time only make each slower. */
  private static final int THREADS = 4;

  private static final String ON_DEMAND = "on-demand";
  private static final String PROVISIONED = "provisioned-concurrency";
  private static final long ENDING_SECONDS = 30;

  private final PlatformSettings settings;
  private final Starter starter;
  private final Accountant accountant;
  private final BiConsumer<Worker, String> lost;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread daemon = new Thread(task, "platform instances");
            daemon.setDaemon(true);
            return daemon;
          });

  /**
   * @param lost hears of an instance that ended by itself, and why
   */
  Lifecycle(
      Platform.Setup setup,
      AtomicInteger jumped,
      Saboteur saboteur,
      Accountant accountant,
      BiConsumer<Worker, String> lost) {
    this.settings = setup.settings();
    this.accountant = accountant;
    this.lost = lost;
    this.starter =
        new Starter(
            setup.host().apply(Saboteur.clock(jumped)),
            setup.isolation(),
            settings,
            setup.variables(),
            setup.cpus(),
            threads,
            saboteur);
  }

  /** Starts an instance; its beginning completes. */
  void begin(Worker worker) {
    String type = worker.isProvisioned() ? PROVISIONED : ON_DEMAND;
    accountant.event(new LogEvent.InitStart(type));
    Optional<Duration> limit =
        worker.isProvisioned() ? Optional.empty() : settings.rules().initLimit();
    Duration atMost = limit.orElse(startLimit());
    var unused =
        starter
            .start(worker, atMost, false)
            .thenAccept(
                first -> {
                  report(worker, type, "init", first);
                  if (Starter.ready(first) || limit.isEmpty()) {
                    complete(worker, first, 0);
                  } else {
                    beginAgain(worker, type);
                  }
                });
  }

  private void beginAgain(Worker worker, String type) {
    long since = System.nanoTime();
    execute(
        () -> {
          Starter.discard(worker);
          var unused =
              starter
                  .start(worker, settings.timeout(), true)
                  .thenAccept(
                      second -> {
                        report(worker, type, "invoke", second);
                        complete(worker, second, since);
                      });
        });
  }

  /** Provisioned instances and containers: as long as the platform lets them. */
  private Duration startLimit() {
    Duration limit = settings.rules().startLimit();
    return limit.compareTo(settings.timeout()) > 0 ? limit : settings.timeout();
  }

  private void report(Worker worker, String type, String phase, Starter.Started started) {
    if (started instanceof Starter.Started.Failed failed) {
      accountant.event(
          new LogEvent.InitReport(
              type, phase, failed.status(), failed.millis(), Optional.of(failed.errorType())));
      accountant.trouble(
          "instance %d did not start: %s".formatted(worker.number(), failed.reason()));
    } else {
      accountant.event(
          new LogEvent.InitReport(
              type, phase, LogEvent.SUCCESS, started.millis(), Optional.empty()));
    }
  }

  private void complete(Worker worker, Starter.Started started, long redoneSince) {
    long spawned = System.nanoTime();
    if (Starter.ready(started)) {
      spawned = Starter.running(worker).createdNanos();
      var unused =
          Starter.hosted(worker)
              .process()
              .exit()
              .thenAccept(value -> lost.accept(worker, "it ended with exit value " + value));
    }
    worker.beginning().complete(new Worker.Beginning(started, redoneSince, spawned));
  }

  /** Completes when it has nothing to do. */
  CompletableFuture<Void> idle(Worker worker) {
    return Starter.hosted(worker).idle();
  }

  /** Ends an instance, elsewhere. */
  void end(Worker worker, boolean gently) {
    execute(() -> worker.end(gently));
  }

  private void execute(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      task.run(); // closing, when somebody has to
    }
  }

  /** Ends all of these, and what instances share, and waits until they are gone. */
  void close(List<Worker> workers) {
    workers.forEach(worker -> end(worker, false));
    threads.shutdown();
    try {
      if (!threads.awaitTermination(ENDING_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
    starter.close();
  }
}
