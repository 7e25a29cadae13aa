package dev.firstlight.pipeline;

import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.Prediction;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Cuts output tensors into what belongs to one sample. */
final class Slices {
  private Slices() {}

  static Prediction.Tensors of(List<Tensor> outputs, int sample, int samples) {
    List<Tensor> own = new ArrayList<>(outputs.size());
    for (Tensor output : outputs) {
      own.add(of(output, sample, samples));
    }
    return new Prediction.Tensors(own);
  }

  private static Tensor of(Tensor output, int sample, int samples) {
    if (output.shape().rank() == 0 || output.shape().dimension(0) != samples) {
      if (samples == 1) {
        return output;
      }
      throw RequestException.bad(
          "output \"%s\" of shape %s does not belong to single samples; send them one by one, or use the Open Inference Protocol"
              .formatted(output.name(), output.shape()));
    }
    Shape shape = output.shape().withoutFirst();
    ByteBuffer data = output.data();
    if (output.datatype() == DataType.BYTES) {
      long each = shape.elements();
      skip(data, each * sample);
      int start = data.position();
      skip(data, each);
      return new Tensor(
          output.name(), DataType.BYTES, shape, data.slice(start, data.position() - start));
    }
    int each = data.remaining() / samples;
    return new Tensor(output.name(), output.datatype(), shape, data.slice(sample * each, each));
  }

  private static void skip(ByteBuffer strings, long count) {
    for (long i = 0; i < count; i++) {
      int length = strings.getInt();
      strings.position(strings.position() + length);
    }
  }
}
