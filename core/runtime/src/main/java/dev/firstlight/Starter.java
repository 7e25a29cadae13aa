package dev.firstlight;

import dev.firstlight.coldstart.ColdStart;
import dev.firstlight.coldstart.ColdStart.Ingredients;
import dev.firstlight.coldstart.ColdStart.Loaded;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.ColdStartRecord.Failure;
import dev.firstlight.coldstart.ColdStartRecord.Memory;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageException;
import dev.firstlight.coldstart.StageLog;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.pipeline.Predictor;
import dev.firstlight.pipeline.PredictorFactory;
import dev.firstlight.platform.CpuShare;
import dev.firstlight.platform.ProcessMemory;
import dev.firstlight.protocol.PayloadDecoder;
import dev.firstlight.protocol.ResponseEncoder;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.ServingRuntime;
import dev.firstlight.runtime.TierChange;
import dev.firstlight.store.ModelStore;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.RequestScope;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Brings a service from nothing to ready, and writes the record of it. Used once. */
final class Starter {
  private final ServiceConfig config;
  private final Incarnation incarnation;
  private final StageLog stages;
  private final Buffers buffers;
  private final CpuShare share;
  private final Executor executor;
  private final CompletableFuture<?> rehearsed;
  private final ClassLoader libraries;
  private final TierChange.Listener tiers;

  Starter(
      ServiceConfig config,
      Incarnation incarnation,
      StageLog stages,
      Buffers buffers,
      CpuShare share,
      Executor executor,
      CompletableFuture<?> rehearsed,
      ClassLoader libraries,
      TierChange.Listener tiers) {
    this.config = config;
    this.incarnation = incarnation;
    this.stages = stages;
    this.buffers = buffers;
    this.share = share;
    this.executor = executor;
    this.rehearsed = rehearsed;
    this.libraries = libraries;
    this.tiers = tiers;
  }

  /**
   * What a start came to.
   *
   * @param serving the model, if it is ready
   * @param record of the cold start, without its {@code predict} stage
   * @param cause of the failure, if it failed
   */
  record Started(
      Optional<Serving> serving, ColdStartRecord record, Optional<StageException> cause) {}

  /**
   * Runs the cold start. Only fatal errors come out of it; others are in the record.
   *
   * @param wanted completes when a request waits for the model; what only serves later ones then
   *     ends
   */
  Started start(CompletableFuture<?> wanted) {
    Loaded<PredictorFactory> loaded = null;
    Serving serving = null;
    long beginNanos = stages.clock().nanoTime();
    try {
      RuntimeOptions options = options();
      loaded =
          new ColdStart<>(ingredients(options), stages, executor, new Surroundings(config, options))
              .run(beginNanos);
      long loadedNanos = stages.clock().nanoTime();
      serving = serving(loaded);
      warmUp(serving, loaded, wanted, loadedNanos);
      loaded.verified().run(); // before anybody is told that the model can be used
      return new Started(Optional.of(serving), record(loaded, Optional.empty()), Optional.empty());
    } catch (StageException e) {
      if (serving != null) {
        serving.close();
      }
      StageException cause = loaded == null ? e : damagedFirst(loaded, e);
      Failure failure = new Failure(cause.stage().label(), String.valueOf(cause.getMessage()));
      return new Started(
          Optional.empty(), record(loaded, Optional.of(failure)), Optional.of(cause));
    }
  }

  /** A model that is damaged fails in many ways; that it is damaged says it best. */
  private static StageException damagedFirst(Loaded<?> loaded, StageException failure) {
    try {
      loaded.verified().run();
      return failure;
    } catch (StageException damaged) {
      return damaged;
    }
  }

  private RuntimeOptions options() {
    return new RuntimeOptions(
        config.cacheDirectory(),
        config.nativeDirectory(),
        threads(),
        share.allowsSpinning(),
        config.device(),
        buffers,
        config.secondTier(),
        tiers);
  }

  private int threads() {
    return config.threads().orElseGet(share::threads);
  }

  private Ingredients ingredients(RuntimeOptions options) {
    return new Ingredients(
        config.model(),
        config.store(),
        config.modelDigest(),
        config.runtime(),
        () -> providers(ServingRuntime.class),
        () -> providers(ModelStore.class),
        options);
  }

  private <T> List<T> providers(Class<T> type) {
    return ServiceLoader.load(type, libraries).stream().map(ServiceLoader.Provider::get).toList();
  }

  private Serving serving(Loaded<PredictorFactory> loaded) {
    try {
      Predictor predictor = stages.guard(Stage.LOAD, () -> loaded.companion().join(loaded.model()));
      return new Serving(
          loaded.manifest(),
          new PayloadDecoder(
              loaded.manifest(), config.limits().maxBodyBytes(), config.limits().maxBatch()),
          predictor,
          new ResponseEncoder(loaded.manifest(), loaded.runtime().platform()));
    } catch (StageException e) {
      loaded.companion().discard();
      loaded.model().close();
      throw e;
    }
  }

  /** The path of requests is lazy too: that it is put together counts as warm-up. */
  private void warmUp(
      Serving serving,
      Loaded<PredictorFactory> loaded,
      CompletableFuture<?> wanted,
      long beginNanos) {
    WarmupRun warmup =
        new WarmupRun(
            serving, config.warmup(), () -> new RequestScope(buffers), stages.clock()::nanoTime);
    stages.guard(
        Stage.WARMUP,
        () -> {
          warmup.run(loaded.files(), rehearsed, wanted);
          return serving;
        });
    stages.add(Stage.WARMUP, beginNanos, stages.clock().nanoTime(), 0);
  }

  private ColdStartRecord record(
      @Nullable Loaded<PredictorFactory> loaded, Optional<Failure> failure) {
    double ready = stages.clock().millis();
    ProcessMemory memory = ProcessMemory.now();
    ModelManifest manifest = loaded == null ? null : loaded.manifest();
    return new ColdStartRecord(
        incarnation.instance(),
        config.target(),
        config.policy().word(),
        manifest == null ? "" : manifest.name(),
        manifest == null ? "" : manifest.version(),
        manifest == null ? "" : manifest.provenance(),
        loaded == null ? "" : loaded.runtime().name(),
        loaded == null ? "" : loaded.runtime().version(),
        loaded == null ? "" : loaded.artifact().name(),
        loaded == null ? List.of() : loaded.passedOver(),
        System.getProperty("java.vendor", "") + " " + Runtime.version(),
        share.cpus(),
        threads(),
        Optional.ofNullable(loaded).map(each -> each.model().placement()),
        loaded != null && loaded.model().isToBeReplaced(),
        stages.spans(),
        ready,
        new Memory(memory.heapBytes(), memory.nativeBytes(), memory.residentBytes()),
        failure,
        Optional.empty());
  }
}
