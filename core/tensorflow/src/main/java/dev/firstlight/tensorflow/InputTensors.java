package dev.firstlight.tensorflow;

import dev.firstlight.fault.RequestException;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.internal.c_api.TF_TString;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.internal.c_api.global.tensorflow;

/**
 * The inputs of one run, in memory of TensorFlow's. They are copied there once: a graph may keep an
 * input in a variable or a queue, or return it as an output, so that TensorFlow may hold it for
 * longer than the caller's buffer lives.
 */
final class InputTensors implements AutoCloseable {
  private final List<Endpoint> endpoints;
  private final List<TF_Tensor> handles = new ArrayList<>();

  private InputTensors(List<Endpoint> endpoints) {
    this.endpoints = endpoints;
  }

  /**
   * Copies the tensors, which must be those that the endpoints name.
   *
   * @throws RequestException of kind BAD_REQUEST if one is missing, unknown, or of another datatype
   *     or shape
   */
  static InputTensors copy(List<Endpoint> endpoints, List<Tensor> given) {
    InputTensors inputs = new InputTensors(endpoints);
    try {
      for (Endpoint endpoint : endpoints) {
        inputs.handles.add(copy(endpoint, find(endpoint, given)));
      }
      if (given.size() != endpoints.size()) {
        throw RequestException.bad(
            "%d inputs were given, but the model takes %d: %s"
                .formatted(
                    given.size(),
                    endpoints.size(),
                    endpoints.stream().map(Endpoint::spec).toList()));
      }
      return inputs;
    } catch (RuntimeException | Error e) {
      inputs.close();
      throw e;
    }
  }

  private static Tensor find(Endpoint endpoint, List<Tensor> given) {
    for (Tensor tensor : given) {
      if (tensor.name().equals(endpoint.spec().name())) {
        return check(endpoint, tensor);
      }
    }
    throw RequestException.bad("the input " + endpoint.spec() + " is missing");
  }

  private static Tensor check(Endpoint endpoint, Tensor tensor) {
    boolean fits =
        tensor.datatype() == endpoint.spec().datatype()
            && endpoint.spec().shape().accepts(tensor.shape());
    if (!fits) {
      throw RequestException.bad(
          "the model takes the input %s, not %s %s"
              .formatted(endpoint.spec(), tensor.datatype(), tensor.shape()));
    }
    return tensor;
  }

  private static TF_Tensor copy(Endpoint endpoint, Tensor tensor) {
    ByteBuffer data = tensor.data();
    long[] shape = tensor.shape().toArray();
    boolean strings = tensor.datatype() == DataType.BYTES;
    long bytes =
        strings
            ? Math.multiplyExact(tensor.elements(), Loader.sizeof(TF_TString.class))
            : data.remaining();
    TF_Tensor handle = tensorflow.TF_AllocateTensor(endpoint.type(), shape, shape.length, bytes);
    if (handle == null || handle.isNull()) {
      throw new OutOfMemoryError("TensorFlow has no " + bytes + " bytes for an input");
    }
    if (bytes > 0) {
      Pointer memory = tensorflow.TF_TensorData(handle);
      if (strings) {
        copyStrings(data, new TF_TString(memory), tensor.elements());
      } else {
        memory.capacity(bytes).asByteBuffer().put(data);
      }
    }
    return handle;
  }

  private static void copyStrings(ByteBuffer data, TF_TString strings, long count) {
    try (BytePointer source = new BytePointer(direct(data))) {
      for (long i = 0; i < count; i++) {
        TF_TString string = strings.position(i);
        int length = data.getInt();
        tensorflow.TF_StringInit(string);
        tensorflow.TF_StringCopy(string, source.position(data.position()), length);
        data.position(data.position() + length);
      }
    }
  }

  /** JavaCPP has no address for a buffer that is neither direct nor to be written to. */
  private static ByteBuffer direct(ByteBuffer data) {
    return data.isDirect()
        ? data
        : ByteBuffer.allocateDirect(data.remaining()).put(data.duplicate()).flip();
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  /** The handles as TensorFlow takes them; the caller closes them, which frees no tensor. */
  PointerPointer<TF_Tensor> pointers() {
    PointerPointer<TF_Tensor> pointers = new PointerPointer<TF_Tensor>(Math.max(1, handles.size()));
    for (int i = 0; i < handles.size(); i++) {
      pointers.put(i, handles.get(i));
    }
    return pointers;
  }

  @Override
  public void close() {
    for (TF_Tensor handle : handles) {
      delete(handle);
    }
    handles.clear();
  }

  /**
   * Frees what strings have outside of their tensor first, as TensorFlow does for tensors that it
   * made itself. Those that it still holds stay as they are, and cost their bytes.
   */
  private static void delete(TF_Tensor handle) {
    if (tensorflow.TF_TensorType(handle) == tensorflow.TF_STRING) {
      @Nullable TF_Tensor alone = tensorflow.TF_TensorMaybeMove(handle);
      if (alone != null && !alone.isNull()) {
        long count = tensorflow.TF_TensorElementCount(alone);
        if (count > 0) {
          TF_TString strings = new TF_TString(tensorflow.TF_TensorData(alone));
          for (long i = 0; i < count; i++) {
            tensorflow.TF_StringDealloc(strings.position(i));
          }
        }
        tensorflow.TF_DeleteTensor(alone);
        return;
      }
    }
    tensorflow.TF_DeleteTensor(handle);
  }
}
