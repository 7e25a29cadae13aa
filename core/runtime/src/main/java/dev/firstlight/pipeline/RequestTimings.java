package dev.firstlight.pipeline;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Where the time of one request went. Used by one thread at a time. */
public final class RequestTimings {
  /** The steps of a request, in order. */
  public enum Step {
    /** Between its arrival and its turn, the wait for a cold start with it. */
    QUEUE,
    DECODE,
    PREPROCESS,
    PREDICT,
    POSTPROCESS,
    ENCODE
  }

  private final long receivedNanos;
  private final LongSupplier nanoTime;
  private final Map<Step, Long> nanos = new EnumMap<>(Step.class);
  private long lastNanos;
  private long predictStartNanos;
  private long predictEndNanos;

  /**
   * @param receivedNanos when the request arrived
   * @param nanoTime as {@link System#nanoTime}
   */
  public RequestTimings(long receivedNanos, LongSupplier nanoTime) {
    this.receivedNanos = receivedNanos;
    this.nanoTime = nanoTime;
    this.lastNanos = receivedNanos;
  }

  /** Ends a step, which began where the one before it ended. */
  public void end(Step step) {
    long now = nanoTime.getAsLong();
    nanos.merge(step, Math.max(0, now - lastNanos), Long::sum);
    if (step == Step.PREDICT) {
      predictStartNanos = predictStartNanos == 0 ? lastNanos : predictStartNanos;
      predictEndNanos = now;
    }
    lastNanos = now;
  }

  /** How long the steps took that ended, in nanoseconds. */
  public Map<Step, Long> nanos() {
    return nanos;
  }

  /** When the request arrived. */
  public long receivedNanos() {
    return receivedNanos;
  }

  /** When its turn came. */
  public long begunNanos() {
    return receivedNanos + nanos.getOrDefault(Step.QUEUE, 0L);
  }

  /** When inference began. */
  public long predictStartNanos() {
    return predictStartNanos;
  }

  /** When inference ended; 0 if it never did. */
  public long predictEndNanos() {
    return predictEndNanos;
  }
}
