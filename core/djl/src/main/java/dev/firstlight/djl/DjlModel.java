package dev.firstlight.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import dev.firstlight.fault.FirstlightException;
import dev.firstlight.fault.RequestException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.runtime.Placement;
import dev.firstlight.tensor.Tensor;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A model that an engine has open. Inputs in direct buffers are handed over as they lie, and
 * outputs are read where the engine has put them.
 */
final class DjlModel implements LoadedModel {
  private final Engine engine;
  private final Placement placement;
  private final Forward forward;
  private final InputBinding binding;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;
  // Runs share it and the close takes it alone: a model must not be freed under a run.
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();
  private boolean open = true;

  /** Takes {@code forward} over. */
  DjlModel(
      Engine engine,
      Placement placement,
      Forward forward,
      InputBinding binding,
      LocalArtifact artifact) {
    this.engine = engine;
    this.placement = placement;
    this.forward = forward;
    this.binding = binding;
    this.inputs = artifact.inputs();
    this.outputs = artifact.outputs();
  }

  @Override
  public List<TensorSpec> inputs() {
    return inputs;
  }

  @Override
  public List<TensorSpec> outputs() {
    return outputs;
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public Outputs run(List<Tensor> given, List<String> wanted) {
    List<Tensor> ordered = binding.ordered(given);
    lifetime.readLock().lock();
    try {
      if (!open) {
        throw new RequestException(RequestException.Kind.UNAVAILABLE, "the model was closed");
      }
      // Of the engine, not of the model: outputs may outlive it.
      NDManager manager = engine.newBaseManager(DjlDevices.device(placement));
      boolean done = false;
      try {
        List<Returned> returned = forward.run(manager, ordered);
        Outputs result = DjlOutputs.of(manager, outputs, wanted, returned, ordered);
        done = true;
        return result;
      } finally {
        if (!done) {
          manager.close();
        }
      }
    } catch (FirstlightException e) {
      throw e;
    } catch (RuntimeException e) {
      throw EngineFaults.refused(e);
    } finally {
      lifetime.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lifetime.writeLock().lock();
    try {
      if (open) {
        open = false;
        forward.close();
      }
    } finally {
      lifetime.writeLock().unlock();
    }
  }
}
