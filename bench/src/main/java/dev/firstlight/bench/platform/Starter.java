package dev.firstlight.bench.platform;

import dev.firstlight.bench.instance.Host;
import dev.firstlight.bench.instance.Hosted;
import dev.firstlight.bench.isolation.Cell;
import dev.firstlight.bench.isolation.Isolation;
import dev.firstlight.conformance.lambda.Initialisation;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Starts the processes of instances. Safe for use by several threads. */
final class Starter {
  private static final String INITIALISATION_TYPE = "AWS_LAMBDA_INITIALIZATION_TYPE";

  private final Host host;
  private final Isolation isolation;
  private final PlatformSettings settings;
  private final IntFunction<Map<String, String>> variables;
  private final int cpus;
  private final Executor executor;
  private final Saboteur saboteur;

  /** How an attempt ended. */
  sealed interface Started {
    /** How long it took, in milliseconds since its process was to be created. */
    double millis();

    /** It can take calls. */
    record Ready(double millis) implements Started {}

    /**
     * It cannot.
     *
     * @param status {@code error}, or {@code timeout}
     * @param errorType as {@code Runtime.ExitError}
     * @param reason for people
     */
    record Failed(double millis, String status, String errorType, String reason)
        implements Started {}
  }

  Starter(
      Host host,
      Isolation isolation,
      PlatformSettings settings,
      IntFunction<Map<String, String>> variables,
      int cpus,
      Executor executor,
      Saboteur saboteur) {
    this.host = host;
    this.isolation = isolation;
    this.settings = settings;
    this.variables = variables;
    this.cpus = cpus;
    this.executor = executor;
    this.saboteur = saboteur;
  }

  /**
   * Gives an instance a process and waits, elsewhere, for its init phase.
   *
   * @param atMost how long that may take
   * @param again whether it is the instance's second attempt
   */
  CompletableFuture<Started> start(Worker worker, Duration atMost, boolean again) {
    long begin = System.nanoTime();
    CompletableFuture<Started> started = new CompletableFuture<>();
    execute(
        started,
        begin,
        () -> {
          try {
            Worker.Running process = create(worker);
            if (!worker.adopt(process)) {
              Worker.close(process);
              started.complete(failed(begin, "error", "Runtime.Closed", "the platform was closed"));
              return;
            }
            if (!again) {
              saboteur.starts(worker);
            }
            var unused =
                process
                    .hosted()
                    .initialisation()
                    .thenApply(how -> started(begin, process, how))
                    .completeOnTimeout(
                        failed(begin, "timeout", "Sandbox.Timedout", "it took more than " + atMost),
                        atMost.toMillis(),
                        TimeUnit.MILLISECONDS)
                    .thenAccept(how -> started.complete(timed(how, begin)));
          } catch (IOException | RuntimeException e) {
            started.complete(failed(begin, "error", "Runtime.StartError", e.toString()));
          }
        });
    return started;
  }

  private void execute(CompletableFuture<Started> started, long begin, Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      started.complete(failed(begin, "error", "Runtime.Closed", "the platform was closed"));
    }
  }

  private Worker.Running create(Worker worker) throws IOException {
    Cell cell = isolation.open(settings.limits(worker.number(), cpus));
    try {
      Map<String, String> own = new HashMap<>(variables.apply(worker.number()));
      own.put(
          INITIALISATION_TYPE, worker.isProvisioned() ? "provisioned-concurrency" : "on-demand");
      return new Worker.Running(host.start(cell, own), cell);
    } catch (IOException | RuntimeException e) {
      cell.close();
      throw e;
    }
  }

  private static Started started(long begin, Worker.Running process, Initialisation how) {
    if (how instanceof Initialisation.Ready ready) {
      return new Started.Ready((ready.nanos() - process.createdNanos()) / 1e6);
    } else if (how instanceof Initialisation.Failed failed) {
      return failed(begin, "error", failed.type(), failed.body());
    }
    return failed(
        begin,
        "error",
        "Runtime.ExitError",
        Objects.toString(((Initialisation.Lost) how).reason()));
  }

  private static Started failed(long begin, String status, String type, String reason) {
    return new Started.Failed((System.nanoTime() - begin) / 1e6, status, type, reason);
  }

  /** A time-out was written down before it passed. */
  private static Started timed(Started how, long begin) {
    return how instanceof Started.Failed failed
        ? failed(begin, failed.status(), failed.errorType(), failed.reason())
        : how;
  }

  /** Ends what an attempt left. */
  static void discard(Worker worker) {
    Worker.Running process = worker.current();
    if (process != null) {
      Worker.close(process);
    }
  }

  /** Ends what instances share. */
  void close() {
    host.close();
    isolation.close();
  }

  static boolean ready(Started started) {
    return started instanceof Started.Ready;
  }

  /** The process that it has now. */
  static Hosted hosted(Worker worker) {
    return running(worker).hosted();
  }

  /** The same with where it runs. */
  static Worker.Running running(Worker worker) {
    Worker.Running process = worker.current();
    if (process == null) {
      throw new IllegalStateException("instance " + worker.number() + " has no process");
    }
    return process;
  }
}
