package dev.firstlight.coldstart;

import dev.firstlight.platform.ProcessClock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Notes when stages begin and end. Safe for use by several threads. */
public final class StageLog {
  private final ProcessClock clock;
  private final List<StageSpan> spans = new ArrayList<>();

  public StageLog(ProcessClock clock) {
    this.clock = clock;
  }

  /** The clock that it reads. */
  public ProcessClock clock() {
    return clock;
  }

  /** Runs a stage; what it throws comes out as a {@link StageException} that names the stage. */
  public <T> T time(Stage stage, Supplier<T> work) {
    long start = clock.nanoTime();
    T result = guard(stage, work);
    add(stage, start, clock.nanoTime(), 0);
    return result;
  }

  /** Runs part of a stage whose span is noted elsewhere. */
  public <T> T guard(Stage stage, Supplier<T> work) {
    try {
      return work.get();
    } catch (StageException e) {
      throw e;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      throw new StageException(stage, e);
    }
  }

  /** Notes a stage that ran between two readings of the clock. */
  public void add(Stage stage, long startNanos, long endNanos, long bytes) {
    double start = clock.millisAt(startNanos);
    StageSpan span =
        new StageSpan(
            stage,
            Math.max(0, start),
            Math.max(0, Math.max(start, clock.millisAt(endNanos))),
            bytes);
    synchronized (spans) {
      spans.add(span);
    }
  }

  /** Forgets a stage, so that it can be noted anew. */
  public void forget(Stage stage) {
    synchronized (spans) {
      spans.removeIf(span -> span.stage() == stage);
    }
  }

  /** What has been noted so far. */
  public List<StageSpan> spans() {
    synchronized (spans) {
      return List.copyOf(spans);
    }
  }
}
