package dev.firstlight.models.tensorflow;

import dev.firstlight.models.export.ArtifactFiles;
import dev.firstlight.models.export.Exporter;
import dev.firstlight.models.graph.Graph;
import dev.firstlight.models.graph.Node;
import dev.firstlight.models.graph.Value;
import java.io.IOException;

/**
 * Writes SavedModels with the tag {@code serve} and the signature {@code serving_default}, whose
 * inputs and outputs are called, shaped and laid out as the graph's. Convolutions on a CPU want
 * channels last; the model turns images round itself, at its input. Weights are variables, restored
 * from a checkpoint, so that none is ever a constant of the graph. Stateless.
 *
 * @see <a href="https://www.tensorflow.org/guide/saved_model">The format</a>
 */
public final class SavedModelExporter implements Exporter {
  /** The path of the graph; its folder is what TensorFlow loads. */
  public static final String MODEL = "tensorflow/saved_model.pb";

  private static final String CHECKPOINT = "tensorflow/variables/variables";
  private static final String SIGNATURE = "serving_default";
  private static final String METHOD = "tensorflow/serving/predict";
  private static final String TAG = "serve";
  private static final long SCHEMA_VERSION = 1;

  /** Of the second checkpoint format, as SaverDef counts. */
  private static final long CHECKPOINT_VERSION = 2;

  @Override
  public String runtime() {
    return "tensorflow";
  }

  @Override
  public void write(Graph graph, ArtifactFiles files) throws IOException {
    Checkpoint checkpoint = new Checkpoint(graph);
    files.add(MODEL, stream -> stream.write(savedModel(graph)));
    files.add(CHECKPOINT + ".data-00000-of-00001", checkpoint::writeData);
    files.add(CHECKPOINT + ".index", checkpoint::writeIndex);
  }

  private static byte[] savedModel(Graph graph) {
    GraphDef nodes = new GraphDef();
    TensorFlowNodes translation = new TensorFlowNodes(nodes, graph);
    for (Value input : graph.inputs()) {
      nodes
          .node(input.name(), "Placeholder")
          .type("dtype", TensorFlowTypes.of(input.datatype()))
          .shape("shape", input.shape());
    }
    for (Node node : graph.nodes()) {
      translation.add(node);
    }
    Restoring restoring = Restoring.addTo(nodes, graph);
    Message signature = new Message();
    for (Value input : graph.inputs()) {
      signature.entry(1, input.name(), info(input));
    }
    signature.entry(2, graph.output().name(), info(graph.output())).text(3, METHOD);
    Message meta = new Message().message(1, new Message().text(4, TAG));
    meta.message(2, nodes.message());
    meta.message(
        3,
        new Message()
            .text(1, restoring.fileNameTensor())
            .text(2, restoring.fileNameTensor())
            .text(3, restoring.operation())
            .number(7, CHECKPOINT_VERSION));
    meta.entry(5, SIGNATURE, signature);
    return new Message().number(1, SCHEMA_VERSION).message(2, meta).bytes();
  }

  private static Message info(Value value) {
    return new Message()
        .text(1, value.name() + ":0")
        .number(2, TensorFlowTypes.of(value.datatype()))
        .message(3, GraphDef.shape(value.shape()));
  }
}
