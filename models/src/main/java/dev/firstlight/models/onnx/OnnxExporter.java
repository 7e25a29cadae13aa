package dev.firstlight.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.firstlight.models.network.Features;
import dev.firstlight.models.network.Folding;
import dev.firstlight.models.network.Layer;
import dev.firstlight.models.network.LayerWeights;
import dev.firstlight.models.network.Network;
import dev.firstlight.models.network.Padding;
import dev.firstlight.models.network.SeededWeights;
import dev.firstlight.models.network.Weight;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a network as an ONNX model: one FP32 input {@value #INPUT} of shape {@code [batch,
 * channels, height, width]}, one FP32 output {@value #OUTPUT} of shape {@code [batch, units]},
 * normalisations folded into the convolutions before them. The same network and seed give the same
 * bytes on every machine. Stateless.
 */
public final class OnnxExporter {
  /** The name of the model's input. */
  public static final String INPUT = "input";

  /** The name of the model's output. */
  public static final String OUTPUT = "logits";

  /**
   * IR version 8 and operator set 17 belong together (ONNX 1.12), and every runtime since reads
   * them.
   */
  private static final long IR_VERSION = 8;

  private static final long OPERATOR_SET = 17;
  private static final String BATCH = "batch";

  private OnnxExporter() {}

  /**
   * Writes the model; the caller closes the stream. The whole model is held in memory.
   *
   * @throws IllegalArgumentException if the network does not end in a vector
   */
  public static void write(Network network, long seed, OutputStream stream) throws IOException {
    Features scores = network.output();
    if (scores.height() != 1 || scores.width() != 1) {
      throw new IllegalArgumentException(
          "network \"" + network.name() + "\" ends in " + scores + ", but a vector was expected");
    }
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName(network.name())
            .addInput(
                value(
                    INPUT,
                    network.input().channels(),
                    network.input().height(),
                    network.input().width()))
            .addOutput(value(OUTPUT, scores.channels()));
    List<LayerWeights> steps = new ArrayList<>();
    try (Folding folding = new Folding(steps::add)) {
      new SeededWeights(network, seed).forEach(folding);
    }
    String from = INPUT;
    for (int i = 0; i < steps.size(); i++) {
      String to = i == steps.size() - 1 ? OUTPUT : steps.get(i).layer().name();
      add(graph, steps.get(i), from, to);
      from = to;
    }
    ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("firstlight")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
        .setGraph(graph)
        .build()
        .writeTo(stream);
  }

  private static void add(GraphProto.Builder graph, LayerWeights step, String from, String to) {
    Layer layer = step.layer();
    NodeProto.Builder node = NodeProto.newBuilder().setName(layer.name()).addInput(from);
    if (layer instanceof Layer.Windowed windowed) {
      Padding padding = windowed.padding();
      node.setOpType("Conv")
          .addAttribute(integers("dilations", 1, 1))
          .addAttribute(integer("group", windowed.groups(step.input())))
          .addAttribute(integers("kernel_shape", windowed.kernel(), windowed.kernel()))
          .addAttribute(
              integers("pads", padding.top(), padding.left(), padding.bottom(), padding.right()))
          .addAttribute(integers("strides", windowed.stride(), windowed.stride()));
    } else if (layer instanceof Layer.BatchNormalization normalization) {
      node.setOpType("BatchNormalization")
          .addAttribute(
              attribute("epsilon", AttributeProto.AttributeType.FLOAT)
                  .setF((float) normalization.epsilon()));
    } else if (layer instanceof Layer.Relu6) {
      node.setOpType("Clip");
      for (float bound : new float[] {0, 6}) {
        String name = layer.name() + (bound == 0 ? ".least" : ".most");
        graph.addInitializer(tensor(name, new long[0], new float[] {bound}));
        node.addInput(name);
      }
    } else if (layer instanceof Layer.GlobalAveragePool) {
      node.setOpType("GlobalAveragePool");
    } else if (layer instanceof Layer.Dense) {
      String flat = layer.name() + ".flat";
      graph.addNode(
          NodeProto.newBuilder()
              .setName(flat)
              .setOpType("Flatten")
              .addInput(from)
              .addOutput(flat)
              .addAttribute(integer("axis", 1)));
      node.setInput(0, flat).setOpType("Gemm").addAttribute(integer("transB", 1));
    }
    for (Weight weight : step.weights()) {
      String name = layer.name() + "." + weight.spec().name();
      graph.addInitializer(tensor(name, weight.spec().shape().toArray(), weight.values()));
      node.addInput(name);
    }
    graph.addNode(node.addOutput(to));
  }

  private static TensorProto tensor(String name, long[] shape, float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
    for (long dimension : shape) {
      tensor.addDims(dimension);
    }
    return tensor.setRawData(ByteString.copyFrom(bytes)).build();
  }

  private static ValueInfoProto value(String name, int... dimensions) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH));
    for (int dimension : dimensions) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }

  private static AttributeProto.Builder attribute(String name, AttributeProto.AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  private static AttributeProto.Builder integer(String name, long value) {
    return attribute(name, AttributeProto.AttributeType.INT).setI(value);
  }

  private static AttributeProto.Builder integers(String name, long... values) {
    AttributeProto.Builder attribute = attribute(name, AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute;
  }
}
