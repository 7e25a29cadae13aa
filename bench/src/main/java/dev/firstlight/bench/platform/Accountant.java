package dev.firstlight.bench.platform;

import dev.firstlight.bench.platformlog.LogEvent;
import dev.firstlight.conformance.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what calls took, on a thread of its own so that no caller waits for it, in the order
 * in which it was told. Safe for use by several threads.
 */
final class Accountant implements AutoCloseable {
  private static final String VERSION = "$LATEST";
  private static final String EXIT = "Runtime.ExitError";
  private static final long CLOSING_SECONDS = 10;

  private final PlatformSettings settings;
  private final PlatformListener listener;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread daemon = new Thread(task, "platform accounts");
            daemon.setDaemon(true);
            return daemon;
          });

  Accountant(PlatformSettings settings, PlatformListener listener) {
    this.settings = settings;
    this.listener = listener;
  }

  /**
   * What happened to a call.
   *
   * @param start how its instance was
   * @param turn its number among the instance's calls
   * @param given {@link System#nanoTime} when an instance got it
   * @param answered when its outcome was known
   * @param beginning of the instance, where there was one
   * @param reason why it failed, for people; empty where it did not
   */
  record Told(
      Account.Start start,
      int turn,
      long given,
      long answered,
      Worker.@Nullable Beginning beginning,
      String reason) {}

  void event(LogEvent event) {
    later(() -> listener.event(event));
  }

  void trouble(String what) {
    later(() -> listener.trouble(what));
  }

  void starts(Request request) {
    event(new LogEvent.Start(request.id(), VERSION));
  }

  /** Accounts for a call that no instance had. */
  void turnedAway(Request request, Outcome outcome, Answer answer) {
    long now = System.nanoTime();
    later(
        () ->
            publish(
                request,
                new Account(
                    request.number(),
                    request.id(),
                    0,
                    0,
                    Account.Start.NONE,
                    outcome,
                    request.call(),
                    answer,
                    new Account.Times(request.arrivedNanos(), now, now, request.arrivedNanos()),
                    new Account.Usage(
                        OptionalDouble.empty(),
                        0,
                        java.util.OptionalLong.empty(),
                        settings.memory().megabytes(),
                        0))));
  }

  /** Accounts for a call that an instance had. */
  void account(Request request, Worker worker, Outcome outcome, Answer answer, Told told) {
    later(
        () -> {
          Account.Usage usage = usage(worker, outcome, told);
          worker.newLines().forEach(line -> listener.line(worker.number(), line));
          if (told.given() != 0) {
            log(request, outcome, told, usage);
          }
          long spawned =
              told.beginning() == null ? request.arrivedNanos() : told.beginning().spawnedNanos();
          publish(
              request,
              new Account(
                  request.number(),
                  request.id(),
                  worker.number(),
                  told.turn(),
                  told.start(),
                  outcome,
                  request.call(),
                  answer,
                  new Account.Times(
                      request.arrivedNanos(),
                      told.given() == 0 ? told.answered() : told.given(),
                      told.answered(),
                      spawned),
                  usage));
        });
  }

  private Account.Usage usage(Worker worker, Outcome outcome, Told told) {
    OptionalDouble init = OptionalDouble.empty();
    long from = told.given() == 0 ? told.answered() : told.given();
    Worker.Beginning beginning = told.beginning();
    if (beginning != null && told.start() == Account.Start.COLD) {
      if (beginning.redoneSince() != 0) {
        from = beginning.redoneSince(); // done again within the invocation
      } else if (beginning.started() instanceof Starter.Started.Ready ready) {
        init = OptionalDouble.of(ready.millis());
      }
    }
    double duration = (told.answered() - from) / 1e6;
    int peak =
        outcome == Outcome.OUT_OF_MEMORY
            ? settings.memory().megabytes()
            : worker.usedMegabytes(settings.memory().megabytes());
    return new Account.Usage(
        init,
        duration,
        settings.rules().billing().millis(duration, init),
        settings.memory().megabytes(),
        peak);
  }

  private void log(Request request, Outcome outcome, Told told, Account.Usage usage) {
    Optional<String> type = Optional.empty();
    String status = LogEvent.SUCCESS;
    if (outcome == Outcome.TIMED_OUT) {
      status = "timeout";
      listener.event(
          new LogEvent.TimedOut(
              request.id(), Duration.ofMillis(Math.round(usage.durationMillis()))));
    } else if (outcome == Outcome.OUT_OF_MEMORY || outcome == Outcome.INSTANCE_LOST) {
      status = "error";
      type = Optional.of(outcome == Outcome.OUT_OF_MEMORY ? "Runtime.OutOfMemory" : EXIT);
      listener.event(new LogEvent.Exit(request.id(), told.reason()));
    } else if (outcome == Outcome.INIT_FAILED) {
      status = "error";
      type = Optional.of(EXIT);
    } else if (outcome == Outcome.FUNCTION_ERROR) {
      status = "failure";
      type = Optional.of(told.reason());
    }
    listener.event(new LogEvent.End(request.id(), Optional.of(status)));
    listener.event(
        new LogEvent.Report(
            request.id(),
            LogEvent.Times.of(
                usage.durationMillis(), usage.billedMillis().orElse(0), usage.initMillis()),
            usage.memoryMegabytes(),
            usage.maxMemoryMegabytes(),
            status,
            type));
  }

  private void publish(Request request, Account account) {
    listener.account(account);
    request.account().complete(account);
  }

  private void later(Runnable task) {
    try {
      thread.execute(
          () -> {
            try {
              task.run();
            } catch (RuntimeException e) {
              // A listener that fails must not end the accounts of all later calls.
              Thread.currentThread()
                  .getUncaughtExceptionHandler()
                  .uncaughtException(Thread.currentThread(), e);
            }
          });
    } catch (RejectedExecutionException e) {
      // The platform has been closed, and this came too late to be told.
    }
  }

  /** Waits until all is written that was told. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
