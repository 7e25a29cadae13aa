package dev.firstlight.tensorflow;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.tensorflow.internal.c_api.TF_Operation;

/** A session with the signature that it serves. */
final class TensorFlowModel implements LoadedModel {
  private final GraphSession session;
  private final List<Endpoint> inputs;
  private final List<Endpoint> outputs;
  private final Buffers buffers;
  // Runs share it and the close takes it alone: a session must not be freed under a run.
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();
  private boolean open = true;

  private TensorFlowModel(
      GraphSession session, List<Endpoint> inputs, List<Endpoint> outputs, Buffers buffers) {
    this.session = session;
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.buffers = buffers;
  }

  /** Takes the session over; closes it if the signature cannot be served. */
  static TensorFlowModel open(
      GraphSession session, Signature signature, SavedModelFolder folder, Buffers buffers) {
    try {
      List<Endpoint> inputs = endpoints(session, signature.inputs(), folder.inputs());
      for (String name : signature.inputs().keySet()) {
        if (inputs.stream().noneMatch(input -> input.spec().name().equals(name))) {
          throw new StartException(
              StartException.Kind.MODEL,
              "input \"%s\" of signature \"%s\" is no tensor, or of a datatype that cannot be served; those are %s"
                  .formatted(name, signature.name(), List.of(DataType.values())));
        }
      }
      return new TensorFlowModel(
          session, inputs, endpoints(session, signature.outputs(), folder.outputs()), buffers);
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  /** Those that are tensors of a datatype we have. */
  private static List<Endpoint> endpoints(
      GraphSession session, SortedMap<String, TensorInfo> tensors, List<TensorSpec> declared) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (Map.Entry<String, TensorInfo> entry : tensors.entrySet()) {
      TensorInfo info = entry.getValue();
      Optional<DataType> datatype = TensorFlowTypes.datatype(info.type());
      if (!info.tensor().isEmpty() && datatype.isPresent()) {
        endpoints.add(endpoint(session, entry.getKey(), info, datatype.get(), declared));
      }
    }
    return endpoints;
  }

  private static Endpoint endpoint(
      GraphSession session,
      String name,
      TensorInfo info,
      DataType datatype,
      List<TensorSpec> declared) {
    TF_Operation operation = session.operation(info.operation());
    int index = index(info);
    if (name.isBlank() || GraphSession.type(operation, index) != info.type()) {
      throw new StartException(
          StartException.Kind.MODEL,
          "\"%s\" of the signature is said to be the %s tensor \"%s\", which the graph does not have; export the model again"
              .formatted(name, datatype, info.tensor()));
    }
    Shape shape = info.shape().orElseGet(() -> declared(name, declared));
    return new Endpoint(new TensorSpec(name, datatype, shape), info.type(), operation, index);
  }

  /** What the package says of a tensor of which the model does not say how it is shaped. */
  private static Shape declared(String name, List<TensorSpec> declared) {
    for (TensorSpec spec : declared) {
      if (spec.name().equals(name)) {
        return spec.shape();
      }
    }
    return Shape.of(-1);
  }

  private static int index(TensorInfo info) {
    try {
      return info.index();
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Override
  public List<TensorSpec> inputs() {
    return specs(inputs);
  }

  @Override
  public List<TensorSpec> outputs() {
    return specs(outputs);
  }

  private static List<TensorSpec> specs(List<Endpoint> endpoints) {
    return endpoints.stream().map(Endpoint::spec).toList();
  }

  @Override
  public Outputs run(List<Tensor> given, List<String> names) {
    lifetime.readLock().lock();
    try {
      if (!open) {
        throw new RequestException(RequestException.Kind.UNAVAILABLE, "the model was closed");
      }
      List<Endpoint> wanted = names.isEmpty() ? outputs : wanted(names);
      try (InputTensors copied = InputTensors.copy(inputs, given)) {
        return session.run(copied, wanted, buffers);
      }
    } finally {
      lifetime.readLock().unlock();
    }
  }

  private List<Endpoint> wanted(List<String> names) {
    List<Endpoint> wanted = new ArrayList<>(names.size());
    for (String name : names) {
      wanted.add(output(name));
    }
    return wanted;
  }

  private Endpoint output(String name) {
    for (Endpoint output : outputs) {
      if (output.spec().name().equals(name)) {
        return output;
      }
    }
    throw RequestException.bad(
        "the model has no output \"%s\"; it has %s".formatted(name, outputs()));
  }

  @Override
  public void close() {
    lifetime.writeLock().lock();
    try {
      if (open) {
        open = false;
        session.close();
      }
    } finally {
      lifetime.writeLock().unlock();
    }
  }
}
