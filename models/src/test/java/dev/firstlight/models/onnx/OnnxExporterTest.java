package dev.firstlight.models.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.firstlight.models.graph.Padding;
import dev.firstlight.models.network.Features;
import dev.firstlight.models.network.Layer;
import dev.firstlight.models.network.Network;
import dev.firstlight.models.network.NetworkGraph;
import dev.firstlight.models.network.ReferenceRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OnnxExporterTest {
  private static final Features INPUT = new Features(3, 9, 7);

  /** Odd sizes, uneven padding, groups, a normalisation that folds and one that cannot. */
  private static final Network SMALL =
      new Network(
          "small",
          INPUT,
          List.of(
              new Layer.BatchNormalization("z", 1e-3),
              new Layer.Convolution("a", 8, 3, 2, new Padding(0, 2, 1, 1), false),
              new Layer.BatchNormalization("b", 1e-3),
              new Layer.Relu6("c"),
              new Layer.DepthwiseConvolution("d", 3, 2, Padding.same(4, 4, 3, 2), true),
              new Layer.Convolution("e", 6, 1, 1, Padding.NONE, true),
              new Layer.GlobalAveragePool("f"),
              new Layer.Dense("g", 5)));

  /** Dense over more than a vector: flattened with channels outermost. */
  private static final Network FLATTENED =
      new Network("flattened", INPUT, List.of(new Layer.Relu6("a"), new Layer.Dense("b", 4)));

  @Test
  void scores_areThoseOfPlainArithmetic() throws OrtException, IOException {
    for (Network network : List.of(SMALL, FLATTENED)) {
      float[] pixels = ReferenceRun.noise(INPUT, 11);
      float[] expected = ReferenceRun.scores(network, 7, pixels);
      assertArrayEquals(expected, scores(network, 7, pixels), 1e-4f, network.name());
    }
  }

  @Test
  void model_declaresInputAndOutput() throws OrtException, IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = environment.createSession(model(SMALL, 7), options)) {
      assertEquals("input [-1, 3, 9, 7]", only(session.getInputInfo()));
      assertEquals("logits [-1, 5]", only(session.getOutputInfo()));
    }
  }

  @Test
  void sameSeed_givesTheSameBytes() throws IOException {
    assertArrayEquals(model(SMALL, 7), model(SMALL, 7));
  }

  @Test
  void networkThatEndsInAnImage_isRefused() {
    Network image = new Network("image", INPUT, List.of(new Layer.Relu6("a")));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> model(image, 7));
    assertEquals(
        "network \"image\" ends in Features[channels=3, height=9, width=7], but a vector was"
            + " expected",
        refused.getMessage());
  }

  private static String only(Map<String, NodeInfo> nodes) {
    assertEquals(1, nodes.size());
    NodeInfo node = nodes.values().iterator().next();
    return node.getName() + " " + Arrays.toString(((TensorInfo) node.getInfo()).getShape());
  }

  private static byte[] model(Network network, long seed) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new OnnxExporter()
        .write(NetworkGraph.of(network, seed), (path, content) -> content.writeTo(bytes));
    return bytes.toByteArray();
  }

  private static float[] scores(Network network, long seed, float[] pixels)
      throws OrtException, IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = {1, INPUT.channels(), INPUT.height(), INPUT.width()};
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = environment.createSession(model(network, seed), options);
        OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels), shape);
        OrtSession.Result result = session.run(Map.of("input", input))) {
      return ((float[][]) result.get(0).getValue())[0];
    }
  }
}
