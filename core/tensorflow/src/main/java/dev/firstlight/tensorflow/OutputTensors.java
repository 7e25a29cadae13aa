package dev.firstlight.tensorflow;

import dev.firstlight.fault.RequestException;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_TString;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.internal.c_api.global.tensorflow;

/**
 * The outputs of one run. Numbers are read where TensorFlow wrote them, and freed when this closes;
 * strings, which it keeps in pieces, are copied to a buffer of ours.
 */
final class OutputTensors implements Outputs {
  private final List<TF_Tensor> handles = new ArrayList<>();
  private final RequestScope scope;
  private List<Tensor> tensors = List.of();

  private OutputTensors(Buffers buffers) {
    this.scope = new RequestScope(buffers);
  }

  /** Takes the tensors over; frees all of them if one cannot be returned. */
  static OutputTensors take(
      List<Endpoint> endpoints, PointerPointer<TF_Tensor> results, Buffers buffers) {
    OutputTensors outputs = new OutputTensors(buffers);
    for (int i = 0; i < endpoints.size(); i++) {
      outputs.handles.add(results.get(TF_Tensor.class, i));
    }
    try {
      List<Tensor> tensors = new ArrayList<>();
      for (int i = 0; i < endpoints.size(); i++) {
        tensors.add(outputs.tensor(endpoints.get(i), outputs.handles.get(i)));
      }
      outputs.tensors = List.copyOf(tensors);
      return outputs;
    } catch (RuntimeException | Error e) {
      outputs.close();
      throw e;
    }
  }

  private Tensor tensor(Endpoint endpoint, TF_Tensor handle) {
    String name = endpoint.spec().name();
    DataType datatype = endpoint.spec().datatype();
    Shape shape = shape(handle);
    if (shape.elements() == 0) {
      return new Tensor(name, datatype, shape, ByteBuffer.allocate(0));
    }
    if (datatype == DataType.BYTES) {
      return new Tensor(name, datatype, shape, strings(name, handle, shape.elements()));
    }
    long bytes = tensorflow.TF_TensorByteSize(handle);
    Pointer memory = tensorflow.TF_TensorData(handle);
    return new Tensor(name, datatype, shape, memory.capacity(fitting(name, bytes)).asByteBuffer());
  }

  private static Shape shape(TF_Tensor handle) {
    long[] dimensions = new long[tensorflow.TF_NumDims(handle)];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = tensorflow.TF_Dim(handle, i);
    }
    return Shape.of(dimensions);
  }

  private ByteBuffer strings(String name, TF_Tensor handle, long count) {
    TF_TString strings = new TF_TString(tensorflow.TF_TensorData(handle));
    long bytes = count * Integer.BYTES;
    for (long i = 0; i < count; i++) {
      bytes += tensorflow.TF_StringGetSize(strings.position(i));
    }
    ByteBuffer all = scope.buffer((int) fitting(name, bytes));
    for (long i = 0; i < count; i++) {
      TF_TString string = strings.position(i);
      long length = tensorflow.TF_StringGetSize(string);
      all.putInt((int) length);
      if (length > 0) {
        BytePointer start = tensorflow.TF_StringGetDataPointer(string);
        all.put(start.capacity(length).asByteBuffer());
      }
    }
    return all.flip();
  }

  private static long fitting(String name, long bytes) {
    if (bytes > Buffers.LARGEST) {
      throw new RequestException(
          RequestException.Kind.INTERNAL,
          "output \"%s\" has %d bytes; at most %d fit one answer"
              .formatted(name, bytes, Buffers.LARGEST));
    }
    return bytes;
  }

  @Override
  public List<Tensor> tensors() {
    return tensors;
  }

  @Override
  public synchronized void close() {
    for (TF_Tensor handle : handles) {
      tensorflow.TF_DeleteTensor(handle);
    }
    handles.clear();
    scope.close();
  }
}
