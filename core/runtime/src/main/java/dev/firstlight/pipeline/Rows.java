package dev.firstlight.pipeline;

import dev.firstlight.fault.RequestException;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.SmallFloats;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;

/** A tensor of floats of any width, cut into one row of floats a sample. */
record Rows(Tensor tensor, int width) {
  static Rows of(Tensor tensor, int samples) {
    if (!tensor.datatype().isFloat()) {
      throw new RequestException(
          RequestException.Kind.INTERNAL,
          "output \"%s\" is %s, but postprocessing needs floats"
              .formatted(tensor.name(), tensor.datatype()));
    }
    long elements = tensor.elements();
    if (samples == 0 || elements % samples != 0 || elements == 0) {
      throw new RequestException(
          RequestException.Kind.INTERNAL,
          "output \"%s\" of shape %s cannot be cut into %d samples"
              .formatted(tensor.name(), tensor.shape(), samples));
    }
    return new Rows(tensor, Math.toIntExact(elements / samples));
  }

  float[] row(int index) {
    float[] row = new float[width];
    ByteBuffer data = tensor.data();
    data.position(index * width * tensor.datatype().width());
    if (tensor.datatype() == DataType.FP32) {
      data.asFloatBuffer().get(row);
      return row;
    }
    for (int i = 0; i < width; i++) {
      row[i] =
          switch (tensor.datatype()) {
            case FP16 -> SmallFloats.fromHalf(data.getShort());
            case BF16 -> SmallFloats.fromBrain(data.getShort());
            default -> (float) data.getDouble();
          };
    }
    return row;
  }
}
