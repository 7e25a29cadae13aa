package dev.firstlight.models.tensorflow;

import dev.firstlight.models.export.FloatStream;
import dev.firstlight.models.graph.Graph;
import dev.firstlight.models.graph.Weight;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * A graph's weights as a TensorFlow checkpoint: one file of values, and a table that says where
 * each tensor lies. The values are written first, since the table has their checksums. For one
 * thread.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/v2.18.0/tensorflow/core/protobuf/tensor_bundle.proto">The
 *     entries of the table</a>
 */
final class Checkpoint {
  private final Graph graph;
  private final Kernels kernels;
  private final SortedTable table = new SortedTable();

  Checkpoint(Graph graph) {
    this.graph = graph;
    this.kernels = new Kernels(graph);
  }

  void writeData(OutputStream stream) throws IOException {
    Map<String, Message> entries = new TreeMap<>();
    long offset = 0;
    for (Map.Entry<String, Weight> entry : graph.weights().entrySet()) {
      String name = entry.getKey();
      Weight weight = entry.getValue();
      CRC32C crc = new CRC32C();
      FloatStream floats = new FloatStream(new Checked(stream, crc));
      if (kernels.isKernel(name)) {
        floats.write(kernels.values(weight));
      } else {
        floats.write(weight);
      }
      entries.put(
          name,
          new Message()
              .number(1, TensorFlowTypes.FLOAT)
              .message(2, GraphDef.shape(kernels.shape(name, weight)))
              .number(4, offset)
              .number(5, weight.spec().bytes())
              .fixed32(6, SortedTable.masked(crc)));
      offset += weight.spec().bytes();
    }
    // The empty key sorts first and describes the whole: one file, written by format version 1.
    table.add(new byte[0], new Message().number(1, 1).message(3, new Message().number(1, 1)));
    entries.forEach((name, entry) -> table.add(name.getBytes(StandardCharsets.US_ASCII), entry));
  }

  /** Writes the table; only after {@link #writeData}. */
  void writeIndex(OutputStream stream) throws IOException {
    table.writeTo(stream);
  }

  private static final class Checked extends FilterOutputStream {
    private final CRC32C crc;

    Checked(OutputStream to, CRC32C crc) {
      super(to);
      this.crc = crc;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      crc.update(bytes, offset, length);
    }
  }
}
