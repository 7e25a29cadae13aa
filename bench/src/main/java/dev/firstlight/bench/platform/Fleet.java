package dev.firstlight.bench.platform;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which instances there are, which of them are free, and which calls wait. It decides; it starts
 * and ends nothing. Not safe for use by several threads: {@link Platform} holds a lock.
 */
final class Fleet {
  private static final Duration SCALING_PERIOD = Duration.ofSeconds(10);

  private final PlatformSettings settings;
  private final List<Worker> workers = new ArrayList<>();
  private final ArrayDeque<Request> waiting = new ArrayDeque<>();
  private final @Nullable ScalingRate newInstances;
  private final @Nullable ScalingRate calls;
  private int numbered;
  private int mostAtOnce;

  Fleet(PlatformSettings settings, long nowNanos) {
    this.settings = settings;
    PlatformRules rules = settings.rules();
    this.newInstances =
        rules.newInstances().isPresent()
            ? new ScalingRate(rules.newInstances().getAsInt(), SCALING_PERIOD, nowNanos)
            : null;
    this.calls =
        rules.callsPerSecond().isPresent()
            ? new ScalingRate(
                rules.callsPerSecond().getAsInt() * settings.concurrency(),
                Duration.ofSeconds(1),
                nowNanos)
            : null;
  }

  /** What to do with a call. */
  sealed interface Place {
    /**
     * The instance gets it.
     *
     * @param fresh whether the instance has to be started first
     */
    record At(Worker worker, boolean fresh) implements Place {}

    /** It waits for an instance. */
    record InQueue() implements Place {}

    /** There is no capacity for it. */
    record Nowhere() implements Place {}
  }

  /** Finds an instance for a call: the one that was used last, else a new one. */
  Place place(Request request, long nowNanos) {
    if (calls != null && !calls.take(nowNanos)) {
      return new Place.Nowhere();
    }
    Optional<Place.At> at = at(nowNanos);
    if (at.isPresent()) {
      return at.get();
    }
    if (settings.rules().waits().isZero()) {
      return new Place.Nowhere();
    }
    waiting.addLast(request);
    return new Place.InQueue();
  }

  private Optional<Place.At> at(long nowNanos) {
    Worker free = null;
    for (Worker worker : workers) {
      if (worker.atWork < settings.callsPerInstance()
          && (free == null || worker.idleSinceNanos - free.idleSinceNanos > 0)) {
        free = worker;
      }
    }
    if (free != null) {
      free.atWork++;
      return Optional.of(new Place.At(free, false));
    }
    if (workers.size() >= settings.instances()
        || (newInstances != null && !newInstances.take(nowNanos))) {
      return Optional.empty();
    }
    Worker worker = add(false, nowNanos);
    worker.atWork = 1;
    return Optional.of(new Place.At(worker, true));
  }

  /** An instance that is about to be started. */
  Worker add(boolean provisioned, long nowNanos) {
    Worker worker = new Worker(++numbered, provisioned);
    worker.idleSinceNanos = nowNanos;
    workers.add(worker);
    mostAtOnce = Math.max(mostAtOnce, workers.size());
    return worker;
  }

  /** An instance is done with a call. */
  void release(Worker worker, long nowNanos) {
    worker.atWork--;
    worker.idleSinceNanos = nowNanos;
  }

  /** The call that has waited longest, if there is an instance for it now. */
  Optional<Assigned> next(long nowNanos) {
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    Optional<Place.At> at = at(nowNanos);
    return at.map(place -> new Assigned(waiting.removeFirst(), place));
  }

  /** A call that waited, and its instance. */
  record Assigned(Request request, Place.At at) {}

  /** A call waits no longer; false if it has an instance by now. */
  boolean giveUp(Request request) {
    return waiting.remove(request);
  }

  /** An instance is no more; false if that was known. */
  boolean remove(Worker worker) {
    if (worker.gone) {
      return false;
    }
    worker.gone = true;
    return workers.remove(worker);
  }

  /** Takes out instances that nobody has used for so long. */
  List<Worker> expire(long nowNanos) {
    List<Worker> expired =
        workers.stream()
            .filter(worker -> !worker.isProvisioned() && worker.atWork == 0)
            .filter(worker -> nowNanos - worker.idleSinceNanos > settings.keepAlive().toNanos())
            .toList();
    expired.forEach(this::remove);
    return expired;
  }

  /** Takes out all of them. */
  List<Worker> clear() {
    List<Worker> all = List.copyOf(workers);
    all.forEach(this::remove);
    return all;
  }

  /** Takes out all calls that wait. */
  List<Request> clearWaiting() {
    List<Request> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  int size() {
    return workers.size();
  }

  int started() {
    return numbered;
  }

  int mostAtOnce() {
    return mostAtOnce;
  }
}
