package dev.firstlight.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A session. Inputs in direct buffers are handed over as they lie; outputs whose shape follows from
 * the inputs' are written by ONNX Runtime straight into buffers of ours, which are used again.
 */
final class OnnxModel implements LoadedModel {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;
  private final OutputShapes outputShapes;
  private final Buffers buffers;
  // Runs share it and the close takes it alone: a session must not be freed under a run.
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();
  private boolean open = true;

  private OnnxModel(
      OrtEnvironment environment,
      OrtSession session,
      Map<String, TensorInfo> inputs,
      Map<String, TensorInfo> outputs,
      Buffers buffers) {
    this.environment = environment;
    this.session = session;
    this.inputs = specs(inputs);
    this.outputs = specs(outputs);
    this.outputShapes = new OutputShapes(inputs, outputs);
    this.buffers = buffers;
  }

  /** Takes the session over; closes it if the model cannot be served. */
  static OnnxModel open(OrtEnvironment environment, OrtSession session, Buffers buffers)
      throws OrtException {
    try {
      Map<String, TensorInfo> inputs = tensors(session.getInputInfo().values());
      if (inputs.size() < session.getNumInputs()) {
        throw new StartException(
            StartException.Kind.MODEL,
            "the model takes inputs that are no tensors; only tensors can be served");
      }
      return new OnnxModel(
          environment, session, inputs, tensors(session.getOutputInfo().values()), buffers);
    } catch (OrtException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** Those that are tensors of a datatype we have; classifiers may also return maps. */
  private static Map<String, TensorInfo> tensors(Collection<NodeInfo> nodes) {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    for (NodeInfo node : nodes) {
      if (node.getInfo() instanceof TensorInfo info && OnnxTypes.datatype(info).isPresent()) {
        tensors.put(node.getName(), info);
      }
    }
    return tensors;
  }

  private static List<TensorSpec> specs(Map<String, TensorInfo> tensors) {
    List<TensorSpec> specs = new ArrayList<>();
    tensors.forEach(
        (name, info) ->
            specs.add(
                new TensorSpec(
                    name, OnnxTypes.datatype(info).orElseThrow(), Shape.of(info.getShape()))));
    return List.copyOf(specs);
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
  public Outputs run(List<Tensor> given, List<String> wanted) {
    List<String> names =
        wanted.isEmpty() ? outputs.stream().map(TensorSpec::name).toList() : wanted;
    lifetime.readLock().lock();
    try {
      if (!open) {
        throw new RequestException(RequestException.Kind.UNAVAILABLE, "the model was closed");
      }
      return run(given, names, outputShapes.of(given, names));
    } catch (OrtException e) {
      throw refused(e);
    } finally {
      lifetime.readLock().unlock();
    }
  }

  private Outputs run(List<Tensor> given, List<String> names, Map<String, Shape> shapes)
      throws OrtException {
    PinnedOutputs pinned = new PinnedOutputs(environment, buffers);
    Map<String, OnnxTensor> handles = new LinkedHashMap<>();
    boolean done = false;
    try {
      for (Tensor tensor : given) {
        handles.put(tensor.name(), OnnxInputs.handle(environment, tensor));
      }
      for (TensorSpec output : outputs) {
        Shape shape = shapes.get(output.name());
        if (shape != null) {
          pinned.add(output.name(), output.datatype(), shape);
        }
      }
      Set<String> free = new LinkedHashSet<>(names);
      free.removeAll(pinned.handles().keySet());
      try (OrtSession.Result result = session.run(handles, free, pinned.handles())) {
        List<Tensor> tensors = new ArrayList<>();
        for (String name : names) {
          Optional<Tensor> own = pinned.tensor(name);
          tensors.add(
              own.isPresent() ? own.get() : OnnxOutputs.copy(name, result.get(name).orElseThrow()));
        }
        done = true;
        return pinned.outputs(tensors);
      }
    } catch (OrtException e) {
      if (!pinned.handles().isEmpty() && OutputShapes.isMismatch(e)) {
        outputShapes.distrust();
        return run(given, names, Map.of());
      }
      throw e;
    } finally {
      handles.values().forEach(OnnxTensor::close);
      if (!done) {
        pinned.close();
      }
    }
  }

  private static RequestException refused(OrtException e) {
    boolean clients =
        e.getCode() == OrtException.OrtErrorCode.ORT_INVALID_ARGUMENT
            || e.getCode() == OrtException.OrtErrorCode.ORT_RUNTIME_EXCEPTION;
    return new RequestException(
        clients ? RequestException.Kind.BAD_REQUEST : RequestException.Kind.INTERNAL,
        "the model refuses the inputs: " + e.getMessage(),
        e);
  }

  @Override
  public void close() {
    lifetime.writeLock().lock();
    try {
      if (open) {
        open = false;
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException("the session cannot be closed", e);
    } finally {
      lifetime.writeLock().unlock();
    }
  }

  /** The datatype that the model declares for an output. */
  static DataType datatype(TensorInfo info) {
    return OnnxTypes.datatype(info).orElseThrow();
  }
}
