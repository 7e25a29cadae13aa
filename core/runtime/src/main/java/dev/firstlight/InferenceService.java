package dev.firstlight;

import dev.firstlight.Starter.Started;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageException;
import dev.firstlight.coldstart.StageLog;
import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.inference.InferenceResponse;
import dev.firstlight.inference.Input;
import dev.firstlight.inference.Prediction;
import dev.firstlight.pipeline.RequestTimings;
import dev.firstlight.platform.CpuShare;
import dev.firstlight.platform.InstanceId;
import dev.firstlight.platform.ProcessClock;
import dev.firstlight.protocol.Payload;
import dev.firstlight.runtime.TierChange;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.RequestScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The front door: one model, started cold once, then served. Safe for use by several threads; close
 * it when it is no longer needed, which frees the model.
 *
 * <pre>{@code
 * try (InferenceService service = InferenceService.start(ServiceConfig.of(folder))) {
 *   Prediction prediction = service.predict(Input.image(jpeg));
 * }
 * }</pre>
 */
public final class InferenceService implements AutoCloseable {
  private static final long MAX_IDLE_BUFFER_BYTES = 64L << 20;
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final ServiceConfig config;
  private final Incarnation incarnation;
  private final ProcessClock clock;
  private final Buffers buffers;
  private final ColdStartFlight flight;
  private final FirstInference firstInference;
  private final RequestHandler handler;
  private final Snapshots snapshots;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicReference<@Nullable TierChange> tier = new AtomicReference<>();

  private InferenceService(
      ServiceConfig config,
      EventLog log,
      ProcessClock clock,
      Executor executor,
      CompletableFuture<?> rehearsed,
      ClassLoader libraries) {
    this.config = config;
    this.clock = clock;
    this.incarnation = new Incarnation(InstanceId.random());
    this.buffers = new Buffers(MAX_IDLE_BUFFER_BYTES);
    StageLog stages = new StageLog(clock);
    CpuShare share = CpuShare.ofThisProcess(config.cpus());
    TierChange.Listener tiers =
        change -> {
          tier.set(change);
          log.write(LogLines.tier(change, incarnation.instance()));
        };
    Starter starter =
        new Starter(
            config, incarnation, stages, buffers, share, executor, rehearsed, libraries, tiers);
    this.flight = new ColdStartFlight(starter::start, executor);
    this.firstInference = new FirstInference(stages, incarnation, log);
    this.handler =
        new RequestHandler(config, incarnation, clock, buffers, flight, firstInference, log);
    this.snapshots =
        new Snapshots(config, clock, Instant::now, incarnation, flight, firstInference, log);
    flight.whenOver(
        started -> {
          // After the start, so that it does not take the start's CPU.
          log.write(
              LogLines.settings(
                  config,
                  incarnation.instance(),
                  share.cpus(),
                  config.threads().orElseGet(share::threads)));
          if (started.serving().isEmpty()) {
            firstInference.incomplete(started.record());
          }
        });
    // What came before is the process, the adapter and its settings; from here on the core works.
    long bootEndNanos = clock.nanoTime();
    stages.add(
        Stage.BOOT, bootEndNanos - (long) (clock.millisAt(bootEndNanos) * 1e6), bootEndNanos, 0);
  }

  /** Starts a service that logs to the JDK's logging facade; see the two-argument form. */
  public static InferenceService start(ServiceConfig config) {
    return start(config, EventLog.systemLogger());
  }

  /**
   * Starts a service. Returns at once: where the policy is eager, the cold start goes on in the
   * background, and requests wait for it; where it is lazy, the first request begins it.
   *
   * @param log gets the settings in force, the record of the cold start, and internal errors
   */
  public static InferenceService start(ServiceConfig config, EventLog log) {
    return start(config, log, CompletableFuture.completedFuture(null));
  }

  /**
   * Starts a service for an adapter that has lazy initialisation of its own, as the classes that
   * read requests off its wire.
   *
   * @param rehearsed completes when the adapter has done that, well or badly; the warm-up does not
   *     end before, within its bounds, so that whoever is told that the instance is ready finds it
   *     so
   */
  public static InferenceService start(
      ServiceConfig config, EventLog log, CompletableFuture<?> rehearsed) {
    return start(config, log, rehearsed, InferenceService.class.getClassLoader());
  }

  /**
   * Starts a service whose serving runtimes and model stores come from elsewhere than its own
   * classes, as the plugins of a program do.
   *
   * @param libraries finds them, and finds Firstlight's own classes where this class came from; it
   *     must stay open for as long as the service is
   */
  public static InferenceService start(ServiceConfig config, EventLog log, ClassLoader libraries) {
    return start(config, log, CompletableFuture.completedFuture(null), libraries);
  }

  private static InferenceService start(
      ServiceConfig config, EventLog log, CompletableFuture<?> rehearsed, ClassLoader libraries) {
    InferenceService service =
        new InferenceService(
            config,
            log,
            ProcessClock.ofThisProcess(),
            InferenceService::runInBackground,
            rehearsed,
            libraries);
    if (config.policy() != ServiceConfig.Policy.LAZY) {
      service.flight.begin();
    }
    return service;
  }

  /** A cold start is a handful of tasks once; a pool would only keep threads for nothing. */
  private static void runInBackground(Runnable task) {
    Thread thread = new Thread(task, "firstlight-start");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Answers a request of any route. Blocks while the instance starts and the model runs. Never
   * throws for what a client did; the caller closes the response once its bytes are sent.
   *
   * @throws VirtualMachineError for a fault that this process should not outlive
   */
  public InferenceResponse handle(InferenceRequest request) {
    return handler.handle(request);
  }

  /** The answer to a request that the adapter itself refuses, as one that is too large. */
  public InferenceResponse refuse(RequestException why) {
    return handler.refuse(why);
  }

  /**
   * Predicts from one sample. Blocks; waits for the cold start if need be.
   *
   * @throws RequestException for a bad sample, or if the cold start failed
   */
  public Prediction predict(Input input) {
    return predict(List.of(input)).get(0);
  }

  /**
   * Predicts from several samples of one kind in one run of the model, in their order.
   *
   * @throws RequestException for a bad sample, or if the cold start failed
   */
  public List<Prediction> predict(List<Input> inputs) {
    if (inputs.isEmpty() || inputs.size() > config.limits().maxBatch()) {
      throw RequestException.bad(
          "%d samples; 1 to %d are allowed".formatted(inputs.size(), config.limits().maxBatch()));
    }
    flight.want();
    Started started = flight.await();
    Serving serving = ColdStartFlight.serving(started);
    RequestTimings timings = new RequestTimings(clock.nanoTime(), clock::nanoTime);
    firstInference.meet();
    try (RequestScope scope = new RequestScope(buffers)) {
      List<Prediction> predictions =
          serving
              .predictor()
              .predict(
                  new Payload.Samples(inputs, Payload.Parameters.NONE), () -> {}, scope, timings);
      var unused = firstInference.complete(started.record(), timings);
      return detached(predictions);
    }
  }

  /** Predictions whose tensors no longer lie in buffers that are used again. */
  private static List<Prediction> detached(List<Prediction> predictions) {
    List<Prediction> detached = new ArrayList<>(predictions.size());
    for (Prediction prediction : predictions) {
      detached.add(
          prediction instanceof Prediction.Tensors tensors
              ? new Prediction.Tensors(
                  tensors.tensors().stream().map(tensor -> tensor.copy()).toList())
              : prediction);
    }
    return detached;
  }

  /**
   * The record of the cold start; waits for it, and begins it where the policy is lazy. Its {@code
   * predict} stage is there once a request has been predicted.
   *
   * @throws StartException if it failed, of the kind that its cause has
   */
  public ColdStartRecord coldStart() {
    Started started = flight.await();
    if (started.cause().isPresent()) {
      StageException failure = started.cause().get();
      throw new StartException(
          failure.kind(),
          "cold start failed in %s: %s".formatted(failure.stage().label(), failure.getMessage()),
          failure);
    }
    return firstInference.completed().orElseGet(() -> incarnation.tell(started.record()));
  }

  /**
   * Makes the process ready for a snapshot, as SnapStart and CRaC make them: waits until the model
   * is loaded and warm, unless the policy is lazy. No request may be on its way. The service then
   * holds no file and no credentials, and no connection but idle ones that the JVM drops by their
   * age; a snapshot may be made.
   *
   * @throws StartException if the cold start failed, so that nobody keeps a snapshot that can only
   *     refuse
   */
  public void beforeSnapshot() {
    snapshots.before();
  }

  /**
   * Goes on in a process that was restored from a snapshot, before its first request: as another
   * instance, whose clock leaves the snapshot's age out, and whose first request has a record that
   * tells of both. Also after a snapshot that was not made after all.
   *
   * @param mechanism what restored it, as {@code snap-start}
   * @throws IllegalStateException without {@link #beforeSnapshot} before
   */
  public void afterRestore(String mechanism) {
    snapshots.after(mechanism);
  }

  /** Whether the instance can predict now, without waiting. */
  public boolean isReady() {
    return handler.isReady();
  }

  /**
   * What became of the model's second tier: empty as long as the form serves that the cold start
   * loaded, and where there is to be no other.
   */
  public Optional<TierChange> secondTier() {
    return Optional.ofNullable(tier.get());
  }

  /** The UUID of this instance; another one after each restore from a snapshot. */
  public String instance() {
    return incarnation.instance();
  }

  /** What a request may not exceed. */
  public ServiceConfig.Limits limits() {
    return config.limits();
  }

  /** Direct buffers for bodies, which the adapter closes after the response. */
  public Buffers buffers() {
    return buffers;
  }

  /**
   * Frees the model once the inferences that run are done; what comes later is answered that the
   * instance is shutting down. Waits some seconds for a cold start that still goes on. Closing
   * twice is harmless.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    handler.shutDown();
    if (flight.hasBegun()) {
      flight.whenOver(
          started -> {
            firstInference.incomplete(started.record());
            started.serving().ifPresent(Serving::close);
          });
      // A process that ends while a native library is being loaded aborts instead.
      flight.awaitOver(CLOSE_PATIENCE);
    }
  }
}
