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
 * is logged exactly once: then, or when the start has failed, or when no request ever came.
 */
final class FirstInference {
  private final StageLog stages;
  private final EventLog log;
  private final AtomicBoolean logged = new AtomicBoolean();
  private final AtomicBoolean met = new AtomicBoolean();
  private volatile @Nullable ColdStartRecord completed;

  FirstInference(StageLog stages, EventLog log) {
    this.stages = stages;
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
    stages.add(Stage.PREDICT, timings.predictStartNanos(), timings.predictEndNanos(), 0);
    ColdStartRecord complete = record.withStages(stages.spans());
    completed = complete;
    log.write(ColdStartJson.write(complete));
    return Optional.of(complete);
  }

  /** The complete record, once there was a first inference. */
  Optional<ColdStartRecord> completed() {
    return Optional.ofNullable(completed);
  }

  /** Logs a record that no inference will complete. */
  void incomplete(ColdStartRecord record) {
    if (logged.compareAndSet(false, true)) {
      log.write(ColdStartJson.write(record));
    }
  }
}
