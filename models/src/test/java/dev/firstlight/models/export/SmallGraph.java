package dev.firstlight.models.export;

import dev.firstlight.models.graph.Graph;
import dev.firstlight.models.graph.Padding;
import dev.firstlight.models.network.Features;
import dev.firstlight.models.network.Layer;
import dev.firstlight.models.network.Network;
import dev.firstlight.models.network.NetworkGraph;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A network of some kilobytes, and what exporters make of it. */
public final class SmallGraph {
  private static final Network NETWORK =
      new Network(
          "small",
          new Features(3, 9, 7),
          List.of(
              new Layer.Convolution("a", 8, 3, 2, new Padding(0, 2, 1, 1), false),
              new Layer.BatchNormalization("b", 1e-3),
              new Layer.Relu6("c"),
              new Layer.DepthwiseConvolution("d", 3, 2, Padding.same(4, 4, 3, 2), true),
              new Layer.GlobalAveragePool("e"),
              new Layer.Dense("f", 5)));

  private SmallGraph() {}

  public static Graph of(long seed) throws IOException {
    return NetworkGraph.of(NETWORK, seed);
  }

  /** One of those files. */
  public static byte[] file(Exporter exporter, String path) throws IOException {
    byte[] bytes = files(exporter, of(7)).get(path);
    if (bytes == null) {
      throw new AssertionError("there is no " + path);
    }
    return bytes;
  }

  /** The files of an artifact, by their paths. */
  public static SortedMap<String, byte[]> files(Exporter exporter, Graph graph) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    exporter.write(
        graph,
        (path, content) -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          content.writeTo(bytes);
          files.put(path, bytes.toByteArray());
        });
    return files;
  }
}
