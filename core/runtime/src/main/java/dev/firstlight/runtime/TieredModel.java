package dev.firstlight.runtime;

import dev.firstlight.fault.RequestException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.platform.BackgroundWork;
import dev.firstlight.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model that serves at once from a form which loads fast, and is replaced in the background by
 * one that predicts fast, as code is by its compiled form. Runs that are under way when that
 * happens end on the model they began on, which is freed after the last of them; every run goes to
 * exactly one model, and none waits for the replacement. If the second cannot be had, the first
 * goes on. Safe for use by several threads.
 */
public final class TieredModel implements LoadedModel {
  private static final String NAME = "firstlight-tier";
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

  private final String artifact;
  private final Supplier<LoadedModel> builder;
  private final Timing timing;
  private final TierChange.Listener listener;
  private final LoadedModel first;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile Tier current;
  private volatile long lastRunNanos;

  /**
   * When the second tier is built: as soon as no run has been under way for a while, and in any
   * case after some time. It is built at a low priority, but its reading and writing of memory
   * cannot be held back.
   *
   * @param quiet without any run
   * @param patience after which it is built though runs never cease
   */
  public record Timing(Duration quiet, Duration patience) {
    /** The warm-up and the first requests are over by then, as a rule. */
    public static final Timing STANDARD =
        new Timing(Duration.ofMillis(500), Duration.ofSeconds(10));
  }

  private TieredModel(
      String artifact,
      LoadedModel first,
      Supplier<LoadedModel> builder,
      Timing timing,
      TierChange.Listener listener) {
    this.artifact = artifact;
    this.first = first;
    this.builder = builder;
    this.timing = timing;
    this.listener = listener;
    this.current = new Tier(first);
    this.lastRunNanos = System.nanoTime();
  }

  /**
   * Serves from the first model, which it takes over, and begins to wait for the time to build the
   * second.
   *
   * @param artifact that both are forms of
   * @param builder opens the second; may throw, and the first then stays
   * @param threads makes the threads for that
   * @param listener hears of the outcome, unless the model is closed before
   */
  public static LoadedModel start(
      String artifact,
      LoadedModel first,
      Supplier<LoadedModel> builder,
      Timing timing,
      ThreadFactory threads,
      TierChange.Listener listener) {
    TieredModel model = new TieredModel(artifact, first, builder, timing, listener);
    Thread thread = threads.newThread(model::replace);
    thread.setName(NAME);
    thread.setDaemon(true);
    thread.start();
    return model;
  }

  /** A model, and who uses it: one for its being current, and one for each run. */
  private static final class Tier {
    final LoadedModel model;
    private final AtomicInteger users = new AtomicInteger(1);
    private final CountDownLatch unused = new CountDownLatch(1);

    Tier(LoadedModel model) {
      this.model = model;
    }

    /** False if it is being freed. */
    boolean enter() {
      for (int now = users.get(); now > 0; now = users.get()) {
        if (users.compareAndSet(now, now + 1)) {
          return true;
        }
      }
      return false;
    }

    void leave() {
      if (users.decrementAndGet() == 0) {
        unused.countDown();
      }
    }

    /** Frees the model after its last run. */
    void closeWhenUnused() {
      boolean interrupted = false;
      while (true) {
        try {
          unused.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true; // what is in use cannot be freed
        }
      }
      model.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public List<TensorSpec> inputs() {
    return first.inputs();
  }

  @Override
  public Placement placement() {
    return first.placement();
  }

  @Override
  public boolean isToBeReplaced() {
    return true;
  }

  @Override
  public List<TensorSpec> outputs() {
    return first.outputs();
  }

  @Override
  public Outputs run(List<Tensor> inputs, List<String> outputs) {
    running.incrementAndGet();
    try {
      Tier tier = entered();
      try {
        return tier.model.run(inputs, outputs);
      } finally {
        tier.leave();
      }
    } finally {
      lastRunNanos = System.nanoTime();
      running.decrementAndGet();
    }
  }

  private Tier entered() {
    while (!closed.get()) {
      Tier tier = current;
      if (tier.enter()) {
        return tier;
      }
    }
    throw new RequestException(RequestException.Kind.UNAVAILABLE, "the model was closed");
  }

  private void replace() {
    try {
      long begin = System.nanoTime();
      if (!awaitTurn(begin)) {
        return;
      }
      long built = System.nanoTime();
      LoadedModel second = null;
      @Nullable String failure = null;
      try {
        second = BackgroundWork.call(builder);
      } catch (RuntimeException | LinkageError e) {
        failure = String.valueOf(e.getMessage());
      }
      long end = System.nanoTime();
      if (second == null || swap(second)) {
        listener.changed(
            new TierChange(
                artifact,
                (built - begin) / 1e6,
                (end - built) / 1e6,
                Optional.ofNullable(failure)));
      }
    } finally {
      over.countDown();
    }
  }

  /** False if the model was closed meanwhile. */
  private boolean awaitTurn(long beginNanos) {
    while (!closed.get()) {
      long now = System.nanoTime();
      boolean quiet = running.get() == 0 && now - lastRunNanos >= timing.quiet().toNanos();
      if (quiet || now - beginNanos >= timing.patience().toNanos()) {
        return true;
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
    return false;
  }

  private boolean swap(LoadedModel second) {
    if (closed.get()) {
      second.close();
      return false;
    }
    Tier old = current; // which this thread alone replaces
    current = new Tier(second); // which the close waits for, and then frees
    old.leave();
    old.closeWhenUnused();
    return true;
  }

  /** Waits for the runs under way, and for a second tier that is being built. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    boolean interrupted = false;
    while (true) {
      try {
        over.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // a library that builds cannot be stopped, and must not lose its model
      }
    }
    Tier last = current;
    last.leave();
    last.closeWhenUnused();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
