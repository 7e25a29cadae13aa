package dev.firstlight;

import dev.firstlight.Starter.Started;
import dev.firstlight.coldstart.ColdStartRecord.Restore;
import dev.firstlight.fault.StartException;
import dev.firstlight.platform.InstanceId;
import dev.firstlight.platform.ProcessClock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a service does when a snapshot is made of its process, and in each process that is restored
 * from it: load before, become another instance after. The model, its native threads and mapped
 * weights are in the snapshot as they are; nothing else is held open between requests.
 */
final class Snapshots {
  private record Point(long nanos, Instant wall) {}

  private final ServiceConfig config;
  private final ProcessClock clock;
  private final Supplier<Instant> wallClock;
  private final Incarnation incarnation;
  private final ColdStartFlight flight;
  private final FirstInference firstInference;
  private final EventLog log;
  private @Nullable Point point;

  Snapshots(
      ServiceConfig config,
      ProcessClock clock,
      Supplier<Instant> wallClock,
      Incarnation incarnation,
      ColdStartFlight flight,
      FirstInference firstInference,
      EventLog log) {
    this.config = config;
    this.clock = clock;
    this.wallClock = wallClock;
    this.incarnation = incarnation;
    this.flight = flight;
    this.firstInference = firstInference;
    this.log = log;
  }

  /** See {@link InferenceService#beforeSnapshot}. */
  synchronized void before() {
    if (config.policy() != ServiceConfig.Policy.LAZY || flight.hasBegun()) {
      Started started = flight.await();
      if (started.cause().isPresent()) {
        throw new StartException(
            started.cause().get().kind(),
            "no snapshot of an instance that cannot serve: cold start failed in "
                + started.cause().get().stage().label()
                + ": "
                + started.cause().get().getMessage(),
            started.cause().get());
      }
      firstInference.incomplete(started.record());
    }
    point = new Point(clock.nanoTime(), wallClock.get());
  }

  /** See {@link InferenceService#afterRestore}. */
  synchronized void after(String mechanism) {
    Point made = point;
    if (made == null) {
      throw new IllegalStateException("afterRestore without beforeSnapshot");
    }
    point = null;
    Instant now = wallClock.get();
    double checkpointMillis = clock.millisAt(made.nanos());
    clock.leaveOut(made.nanos(), clock.nanoTime());
    Restore restore =
        new Restore(
            mechanism,
            incarnation.instance(),
            checkpointMillis,
            Duration.between(made.wall(), now).toNanos() / 1e6);
    incarnation.become(InstanceId.restored(now), restore);
    firstInference.expectAgain();
    log.write(LogLines.restored(incarnation.instance(), restore));
  }
}
