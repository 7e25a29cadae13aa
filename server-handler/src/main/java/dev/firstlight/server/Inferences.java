package dev.firstlight.server;

import dev.firstlight.InferenceService;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.inference.InferenceResponse;
import dev.firstlight.runtime.TierChange;
import java.util.Optional;

/** What the server asks of an inference service, so that tests can stand in for one. */
interface Inferences extends AutoCloseable {
  /** Answers a request; blocks, but for paths of {@link Routes#isProbe}. */
  InferenceResponse handle(InferenceRequest request);

  /** The answer to a request that the server refuses. */
  InferenceResponse refuse(RequestException why);

  /** Waits for the end of the cold start; throws StartException where it failed. */
  void awaitColdStart();

  /** The record of the cold start, once the instance is ready. */
  Optional<ColdStartRecord> coldStart();

  /** See {@link InferenceService#beforeSnapshot}. */
  default void beforeSnapshot() {}

  /** See {@link InferenceService#afterRestore}. */
  default void afterRestore(String mechanism) {}

  /** What became of the model's second tier, if there is to be one and it is done. */
  default Optional<TierChange> secondTier() {
    return Optional.empty();
  }

  @Override
  void close();

  /** The real one. */
  static Inferences of(InferenceService service) {
    return new Inferences() {
      @Override
      public InferenceResponse handle(InferenceRequest request) {
        return service.handle(request);
      }

      @Override
      public InferenceResponse refuse(RequestException why) {
        return service.refuse(why);
      }

      @Override
      public void awaitColdStart() {
        service.coldStart();
      }

      @Override
      public Optional<ColdStartRecord> coldStart() {
        try {
          return service.isReady() ? Optional.of(service.coldStart()) : Optional.empty();
        } catch (StartException e) {
          return Optional.empty();
        }
      }

      @Override
      public void beforeSnapshot() {
        service.beforeSnapshot();
      }

      @Override
      public void afterRestore(String mechanism) {
        service.afterRestore(mechanism);
      }

      @Override
      public Optional<TierChange> secondTier() {
        return service.secondTier();
      }

      @Override
      public void close() {
        service.close();
      }
    };
  }
}
