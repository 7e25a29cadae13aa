package dev.firstlight.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.firstlight.fault.RequestException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A model's outputs, read where the engine has them; closing gives that memory back. */
final class DjlOutputs implements Outputs {
  /** The largest unit in which a buffer tells where it lies. */
  private static final int WINDOW = 1 << 30;

  private final NDManager manager;
  private final List<Tensor> tensors;

  private DjlOutputs(NDManager manager, List<Tensor> tensors) {
    this.manager = manager;
    this.tensors = tensors;
  }

  /**
   * Those wanted, in their order.
   *
   * @param manager what the outputs lie in; closed with them, and left to the caller if this throws
   * @param declared the outputs as {@code model.json} has them
   * @throws RequestException of kind INTERNAL if the model did not return what is declared
   */
  static Outputs of(
      NDManager manager,
      List<TensorSpec> declared,
      List<String> wanted,
      List<Returned> returned,
      List<Tensor> inputs) {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < declared.size(); i++) {
      TensorSpec spec = declared.get(i);
      if (wanted.isEmpty() || wanted.contains(spec.name())) {
        tensors.add(tensor(spec, find(spec, i, returned), inputs));
      }
    }
    if (wanted.isEmpty()) {
      return new DjlOutputs(manager, tensors);
    }
    List<Tensor> ordered = new ArrayList<>();
    for (String name : wanted) {
      ordered.add(named(tensors, name, declared));
    }
    return new DjlOutputs(manager, ordered);
  }

  private static Tensor named(List<Tensor> tensors, String name, List<TensorSpec> declared) {
    for (Tensor tensor : tensors) {
      if (tensor.name().equals(name)) {
        return tensor;
      }
    }
    throw RequestException.bad("there is no output \"" + name + "\"; the model has " + declared);
  }

  /** By key if the model returns such a one, else at the position at which it is declared. */
  private static Returned.Value find(TensorSpec spec, int position, List<Returned> returned) {
    Returned found = null;
    for (Returned one : returned) {
      if (one.name().equals(spec.name())) {
        found = one;
      }
    }
    if (found == null && position < returned.size() && returned.get(position).name().isEmpty()) {
      found = returned.get(position);
    }
    if (found == null || found.array().isEmpty()) {
      throw undeclared(spec, described(returned));
    }
    return found.array().get();
  }

  private static List<String> described(List<Returned> returned) {
    List<String> all = new ArrayList<>();
    for (Returned one : returned) {
      String what =
          one.array().isEmpty()
              ? "None"
              : one.array().get().datatype() + " " + shape(one.array().get().array());
      all.add(one.name().isEmpty() ? what : "\"" + one.name() + "\" " + what);
    }
    return all;
  }

  private static RequestException undeclared(TensorSpec spec, Object returned) {
    return new RequestException(
        RequestException.Kind.INTERNAL,
        "model.json declares the output %s, but the model returned %s; declare what it returns"
            .formatted(spec, returned));
  }

  private static Tensor tensor(TensorSpec spec, Returned.Value value, List<Tensor> inputs) {
    Shape shape = shape(value.array());
    if (value.datatype() != spec.datatype() || shape.rank() != spec.shape().rank()) {
      throw undeclared(spec, value.datatype() + " " + shape);
    }
    if (shape.elements() == 0) {
      return new Tensor(spec.name(), spec.datatype(), shape, ByteBuffer.allocateDirect(0));
    }
    if (shape.elements() > Buffers.LARGEST / spec.datatype().width()) {
      throw new RequestException(
          RequestException.Kind.INTERNAL,
          "output \"%s\" %s %s is too large; at most %d bytes can be returned"
              .formatted(spec.name(), spec.datatype(), shape, Buffers.LARGEST));
    }
    Tensor tensor =
        new Tensor(spec.name(), spec.datatype(), shape, value.array().toByteBuffer(true));
    return mayShare(tensor.data(), inputs) ? tensor.copy() : tensor;
  }

  private static Shape shape(NDArray array) {
    return Shape.of(array.getShape().getShape());
  }

  /**
   * Whether an output may lie in an input's memory, which is the caller's again when the run ends:
   * a model can return its input or a view of it. Where a buffer lies is known only within a
   * window, so two that are far apart may be taken for neighbours, and one is copied in vain.
   */
  private static boolean mayShare(ByteBuffer output, List<Tensor> inputs) {
    if (!output.isDirect()) {
      return false;
    }
    for (Tensor input : inputs) {
      ByteBuffer data = input.data();
      if (data.isDirect() && data.hasRemaining()) {
        int distance = (place(output) - place(data)) & (WINDOW - 1);
        if (distance < data.remaining() || WINDOW - distance < output.remaining()) {
          return true;
        }
      }
    }
    return false;
  }

  private static int place(ByteBuffer buffer) {
    return buffer.alignmentOffset(0, WINDOW);
  }

  @Override
  public List<Tensor> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    manager.close();
  }
}
