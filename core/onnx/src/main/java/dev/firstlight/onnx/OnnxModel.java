package dev.firstlight.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.firstlight.fault.RequestException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.runtime.Placement;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.util.ArrayList;
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
  private final OnnxSignature signature;
  private final OnnxTexts texts;
  private final OnnxInputs inputs;
  private final OnnxOutputs outputs;
  private final OutputShapes outputShapes;
  private final Buffers buffers;
  private final OrtSession.RunOptions options;
  private final Placement placement;
  // Runs share it and the close takes it alone: a session must not be freed under a run.
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();
  private boolean open = true;

  private OnnxModel(
      OrtEnvironment environment,
      OrtSession session,
      OnnxSignature signature,
      OnnxTexts texts,
      OnnxInputs inputs,
      Buffers buffers,
      OrtSession.RunOptions options,
      Placement placement) {
    this.environment = environment;
    this.session = session;
    this.signature = signature;
    this.texts = texts;
    this.inputs = inputs;
    this.outputs = new OnnxOutputs(texts);
    this.outputShapes = new OutputShapes(signature.inputInfos(), signature.outputInfos());
    this.buffers = buffers;
    this.options = options;
    this.placement = placement;
  }

  /** Takes the session over; closes it if the model cannot be served. */
  static OnnxModel open(
      OrtEnvironment environment, OrtSession session, Buffers buffers, Placement placement)
      throws OrtException {
    OrtSession.RunOptions options = null;
    try {
      options = quiet();
      OnnxSignature signature = OnnxSignature.of(session);
      OnnxTexts texts = new OnnxTexts(environment);
      OnnxInputs inputs = OnnxInputs.of(environment, signature.inputs(), texts);
      return new OnnxModel(
          environment, session, signature, texts, inputs, buffers, options, placement);
    } catch (OrtException | RuntimeException e) {
      if (options != null) {
        options.close();
      }
      session.close();
      throw e;
    }
  }

  /** What a run fails for is in its exception; in the process's log it would stand once more. */
  private static OrtSession.RunOptions quiet() throws OrtException {
    OrtSession.RunOptions options = new OrtSession.RunOptions();
    options.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    return options;
  }

  @Override
  public List<TensorSpec> inputs() {
    return signature.inputs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return signature.outputs();
  }

  @Override
  public Placement placement() {
    return placement;
  }

  @Override
  public Outputs run(List<Tensor> given, List<String> wanted) {
    List<String> names =
        wanted.isEmpty() ? outputs().stream().map(TensorSpec::name).toList() : wanted;
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
        handles.put(tensor.name(), inputs.handle(tensor));
      }
      for (TensorSpec output : outputs()) {
        Shape shape = shapes.get(output.name());
        if (shape != null) {
          pinned.add(output.name(), output.datatype(), shape);
        }
      }
      Set<String> free = new LinkedHashSet<>(names);
      free.removeAll(pinned.handles().keySet());
      try (OrtSession.Result result = session.run(handles, free, pinned.handles(), options)) {
        List<Tensor> tensors = new ArrayList<>();
        for (String name : names) {
          Optional<Tensor> own = pinned.tensor(name);
          tensors.add(
              own.isPresent() ? own.get() : outputs.copy(name, result.get(name).orElseThrow()));
        }
        done = true;
        return pinned.outputs(tensors);
      }
    } catch (OrtException e) {
      if (pinned.handles().isEmpty()) {
        throw e;
      }
      // Perhaps only since an output has another shape than was worked out; its message may change.
      Outputs unpinned = run(given, names, Map.of());
      outputShapes.distrust();
      return unpinned;
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
        try (texts;
            inputs;
            options) {
          session.close();
        }
      }
    } catch (OrtException e) {
      throw new IllegalStateException("the session cannot be closed", e);
    } finally {
      lifetime.writeLock().unlock();
    }
  }
}
