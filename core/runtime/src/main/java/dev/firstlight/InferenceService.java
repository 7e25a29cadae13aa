package dev.firstlight;

import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.inference.InferenceResponse;
import dev.firstlight.inference.Input;
import dev.firstlight.inference.Prediction;
import java.util.List;

/**
 * The front door: one model, started cold once, then served. Safe for use by several threads; close
 * it when it is no longer needed, which frees the model.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class InferenceService implements AutoCloseable {
  private InferenceService() {}

  /** Starts a service; see the two-argument form. */
  public static InferenceService start(ServiceConfig config) {
    return start(config, EventLog.systemLogger());
  }

  /**
   * Starts a service. Returns at once: where the policy is eager, the cold start goes on in the
   * background, and requests wait for it.
   */
  public static InferenceService start(ServiceConfig config, EventLog log) {
    throw new UnsupportedOperationException();
  }

  /** Answers a request of any route; never throws for what a client did. Blocks; thread-safe. */
  public InferenceResponse handle(InferenceRequest request) {
    throw new UnsupportedOperationException();
  }

  /** The answer to a request that the adapter itself refuses, as one that is too large. */
  public InferenceResponse refuse(RequestException why) {
    throw new UnsupportedOperationException();
  }

  /** Predicts from one sample; throws RequestException for a bad one. */
  public Prediction predict(Input input) {
    throw new UnsupportedOperationException();
  }

  /** Predicts from several samples in one run of the model. */
  public List<Prediction> predict(List<Input> inputs) {
    throw new UnsupportedOperationException();
  }

  /**
   * The record of the cold start; waits for it, and begins it where the policy is lazy.
   *
   * @throws dev.firstlight.fault.StartException if it failed
   */
  public ColdStartRecord coldStart() {
    throw new UnsupportedOperationException();
  }

  /** Whether the instance can predict now, without waiting. */
  public boolean isReady() {
    throw new UnsupportedOperationException();
  }

  /** The UUID of this instance. */
  public String instance() {
    throw new UnsupportedOperationException();
  }

  /** What a request may not exceed. */
  public ServiceConfig.Limits limits() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
