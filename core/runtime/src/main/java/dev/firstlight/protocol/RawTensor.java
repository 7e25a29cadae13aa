package dev.firstlight.protocol;

import dev.firstlight.fault.RequestException;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** A body that is one tensor's bytes and nothing else, by the binary tensor extension. */
final class RawTensor {
  private RawTensor() {}

  /** One tensor without JSON, for a model with one input: a batch of one, by the extension. */
  static Payload decode(ModelManifest manifest, ByteBuffer body, RequestScope scope) {
    if (manifest.inputs().size() != 1) {
      throw RequestException.bad(
          "a raw tensor needs a model with one input; this one has "
              + Signature.names(manifest.inputs()));
    }
    TensorSpec spec = manifest.inputs().get(0);
    Shape shape = rawShape(spec, body.remaining());
    ByteBuffer bytes = body;
    if (spec.datatype() == DataType.BYTES) {
      bytes = scope.buffer(Integer.BYTES + body.remaining());
      bytes.putInt(body.remaining()).put(body.duplicate()).flip();
    }
    try {
      return new Payload.Infer(
          Optional.empty(),
          List.of(new Tensor(spec.name(), spec.datatype(), shape, bytes)),
          List.of(),
          true);
    } catch (IllegalArgumentException e) {
      throw RequestException.bad("the raw tensor does not fit: " + e.getMessage(), e);
    }
  }

  /**
   * The declared shape with a first open dimension of 1; another open one takes what is left. The
   * bytes are one element where elements vary in length.
   */
  private static Shape rawShape(TensorSpec spec, int bytes) {
    long[] dimensions = spec.shape().toArray();
    int open = -1;
    long known = 1;
    for (int i = 0; i < dimensions.length; i++) {
      if (dimensions[i] == -1 && i == 0) {
        dimensions[i] = 1;
      } else if (dimensions[i] == -1 && open >= 0) {
        throw RequestException.bad(
            "a raw tensor leaves the shape of " + spec + " open; send it with its JSON");
      } else if (dimensions[i] == -1) {
        open = i;
      } else {
        known *= dimensions[i];
      }
    }
    if (open >= 0) {
      long elements = spec.datatype().isFixedWidth() ? bytes / spec.datatype().width() : 1;
      dimensions[open] = known == 0 ? 0 : elements / known;
    }
    return Shape.of(dimensions);
  }
}
