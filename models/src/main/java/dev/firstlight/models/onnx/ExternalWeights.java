package dev.firstlight.models.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.firstlight.models.export.FloatStream;
import dev.firstlight.models.export.Transposed;
import dev.firstlight.models.graph.Weight;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Weights that lie in a file beside the model, each at the beginning of a page, as mapping wants it
 * (ONNX, "External Data"). Only what the model says of them is made first; the values are made
 * while they are written. For one thread.
 */
final class ExternalWeights implements Initializers {
  private static final int PAGE = 4096;

  private final String file;
  private final List<Placed> placed = new ArrayList<>();
  private long end;

  private record Placed(Weight weight, boolean transposed, long offset) {}

  /** Weights in that file, a path relative to the model's folder. */
  ExternalWeights(String file) {
    this.file = file;
  }

  @Override
  public TensorProto initializer(String name, Weight weight, boolean transposed) {
    long offset = (end + PAGE - 1) / PAGE * PAGE;
    long bytes = weight.spec().bytes();
    placed.add(new Placed(weight, transposed, offset));
    end = offset + bytes;
    return Protos.tensor(
            name, transposed ? Transposed.shape(weight.spec().shape()) : weight.spec().shape())
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", file))
        .addExternalData(entry("offset", Long.toString(offset)))
        .addExternalData(entry("length", Long.toString(bytes)))
        .build();
  }

  /** Writes all that was placed. */
  void writeTo(OutputStream stream) throws IOException {
    FloatStream floats = new FloatStream(stream);
    long at = 0;
    for (Placed one : placed) {
      stream.write(new byte[Math.toIntExact(one.offset() - at)]);
      if (one.transposed()) {
        floats.write(Transposed.values(one.weight()));
      } else {
        floats.write(one.weight());
      }
      at = one.offset() + one.weight().spec().bytes();
    }
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
