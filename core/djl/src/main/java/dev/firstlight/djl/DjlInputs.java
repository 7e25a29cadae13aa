package dev.firstlight.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Hands tensors to DJL. */
final class DjlInputs {
  private DjlInputs() {}

  /** A handle on the tensor's own bytes, which must stay until it is done with. */
  static NDArray array(NDManager manager, Tensor tensor, DataType type) {
    return manager.create(inPlace(tensor), new Shape(tensor.shape().toArray()), type);
  }

  /** The bytes themselves where they are direct and aligned for their elements, else a copy. */
  private static ByteBuffer inPlace(Tensor tensor) {
    ByteBuffer data = tensor.data();
    if (data.isDirect() && data.alignmentOffset(0, tensor.datatype().width()) == 0) {
      return data;
    }
    ByteBuffer copy = ByteBuffer.allocateDirect(data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    return copy.put(data).flip();
  }
}
