package dev.firstlight.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.firstlight.models.export.ArtifactFiles;
import dev.firstlight.models.export.Exporter;
import dev.firstlight.models.graph.Graph;
import dev.firstlight.models.graph.Node;
import dev.firstlight.models.graph.Value;
import java.io.IOException;

/**
 * Writes ONNX models. Up to {@value #MOST_EMBEDDED_BYTES} bytes of weights lie in the model itself;
 * more lie in a file of their own beside it, which ONNX Runtime maps instead of reading and copying
 * it. Stateless.
 */
public final class OnnxExporter implements Exporter {
  /** The path of the model. */
  public static final String MODEL = "model.onnx";

  /** The path of weights that the model does not have in it. */
  public static final String DATA = "model.onnx.data";

  /**
   * IR version 8 and operator set 17 belong together (ONNX 1.12), and every runtime since reads
   * them.
   */
  private static final long IR_VERSION = 8;

  private static final long OPERATOR_SET = 17;
  private static final long MOST_EMBEDDED_BYTES = 32 << 20;

  @Override
  public String runtime() {
    return "onnx";
  }

  @Override
  public void write(Graph graph, ArtifactFiles files) throws IOException {
    if (graph.weightBytes() <= MOST_EMBEDDED_BYTES) {
      files.add(MODEL, model(graph, new EmbeddedWeights())::writeTo);
      return;
    }
    ExternalWeights weights = new ExternalWeights(DATA);
    files.add(MODEL, model(graph, weights)::writeTo);
    files.add(DATA, weights::writeTo);
  }

  private static ModelProto model(Graph graph, Initializers weights) {
    GraphProto.Builder proto = GraphProto.newBuilder().setName(graph.name());
    for (Value input : graph.inputs()) {
      proto.addInput(Protos.value(input));
    }
    proto.addOutput(Protos.value(graph.output()));
    OnnxNodes nodes = new OnnxNodes(proto, graph, weights);
    for (Node node : graph.nodes()) {
      nodes.add(node);
    }
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("firstlight")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
        .setGraph(proto)
        .build();
  }
}
