package dev.firstlight;

import dev.firstlight.coldstart.ColdStartJson;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageLog;
import dev.firstlight.pipeline.RequestTimings;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Completes the record of the cold start with its last stage, the first inference, and sees that it
 * is logged exactly once: then, or when the start has failed, or when no request ever came. A
 * process that is restored from a snapshot has its first inference again.
 */
final class FirstInference {
  private final StageLog stages;
  private final Incarnation incarnation;
  private final EventLog log;
  private final AtomicBoolean logged = new AtomicBoolean();
  private final AtomicBoolean met = new AtomicBoolean();
  private volatile @Nullable ColdStartRecord completed;

  FirstInference(StageLog stages, Incarnation incarnation, EventLog log) {
    this.stages = stages;
    this.incarnation = incarnation;
    this.log = log;
  }

  /** Whether a request that comes now is the instance's first; true once. */
  boolean meet() {
    return met.compareAndSet(false, true);
  }

  /** The complete record, if this inference was the first. */
  Optional<ColdStartRecord> complete(ColdStartRecord record, RequestTimings timings) {
    if (timings.predictEndNanos() == 0 || !logged.compareAndSet(false, true)) {
      return Optional.empty();
    }
    stages.add(Stage.DECODE, decodeNanos(record, timings), timings.predictStartNanos(), 0);
    stages.add(Stage.PREDICT, timings.predictStartNanos(), timings.predictEndNanos(), 0);
    ColdStartRecord complete = incarnation.tell(record).withStages(stages.spans());
    completed = complete;
    log.write(ColdStartJson.write(complete));
    return Optional.of(complete);
  }

  /** The request may have come before the model: then what was waited for has its own stages. */
  private long decodeNanos(ColdStartRecord record, RequestTimings timings) {
    boolean hasWaited = stages.clock().millisAt(timings.receivedNanos()) < record.readyMillis();
    return hasWaited ? timings.begunNanos() : timings.receivedNanos();
  }

  /** The complete record, once there was a first inference. */
  Optional<ColdStartRecord> completed() {
    return Optional.ofNullable(completed);
  }

  /** Logs a record that no inference will complete. */
  void incomplete(ColdStartRecord record) {
    if (logged.compareAndSet(false, true)) {
      log.write(ColdStartJson.write(incarnation.tell(record)));
    }
  }

  /** After a restore: the next request is the first of another instance, which has its record. */
  void expectAgain() {
    stages.forget(Stage.DECODE);
    stages.forget(Stage.PREDICT);
    completed = null;
    logged.set(false);
    met.set(false);
  }
}
