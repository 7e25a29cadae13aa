package dev.firstlight.models.imports;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;

/** Small ONNX models that the real runtime loads. */
public final class OnnxFixtures {
  /** Pixels of a side of the classifier's images. */
  public static final int SIDE = 8;

  /** Classes of the classifier. */
  public static final int CLASSES = 1000;

  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  private OnnxFixtures() {}

  /**
   * {@code image} FP32 [-1,3,8,8] to {@code scores} FP32 [-1,1000]: one matrix, 768 kB.
   *
   * @param probabilities whether a softmax ends it
   */
  public static byte[] classifier(boolean probabilities) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("classifier")
            .addInput(value("image", 1, -1, 3, SIDE, SIDE))
            .addOutput(value("scores", 1, -1, CLASSES))
            .addInitializer(weights("w").setRawData(ByteString.copyFrom(numbers())))
            .addNode(node("Flatten", List.of("image"), "flat"))
            .addNode(
                node("MatMul", List.of("flat", "w"), probabilities ? "logits" : "scores")
                    .toBuilder());
    if (probabilities) {
      graph.addNode(node("Softmax", List.of("logits"), "scores"));
    }
    return model(graph);
  }

  /** The classifier with its weights in another file. */
  static byte[] externalClassifier(String location) {
    return model(
        GraphProto.newBuilder()
            .setName("classifier")
            .addInput(value("image", 1, -1, 3, SIDE, SIDE))
            .addOutput(value("scores", 1, -1, CLASSES))
            .addInitializer(
                weights("w")
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(location)))
            .addNode(node("Flatten", List.of("image"), "flat"))
            .addNode(node("MatMul", List.of("flat", "w"), "scores")));
  }

  /** What the external file has. */
  static byte[] numbers() {
    ByteBuffer numbers =
        ByteBuffer.allocate(3 * SIDE * SIDE * CLASSES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    SplittableRandom random = new SplittableRandom(1);
    while (numbers.hasRemaining()) {
      numbers.putFloat((float) (random.nextDouble() - 0.5));
    }
    return numbers.array();
  }

  /** {@code a} and {@code b} of a type to {@code sum}, where {@code a}'s length is open. */
  static byte[] adder(int type) {
    return model(
        GraphProto.newBuilder()
            .setName("adder")
            .addInput(value("a", type, -1))
            .addInput(value("b", type))
            .addOutput(value("sum", type, -1))
            .addNode(node("Add", List.of("a", "b"), "sum")));
  }

  /** {@code text} of a type as it is, of that shape. */
  static byte[] identity(int type, long... shape) {
    return model(
        GraphProto.newBuilder()
            .setName("identity")
            .addInput(value("in", type, shape))
            .addOutput(value("out", type, shape))
            .addNode(node("Identity", List.of("in"), "out")));
  }

  /** Reshapes {@code in} [-1] to {@code shape}, which zeros cannot be where {@code in} has one. */
  static byte[] reshaper() {
    return model(
        GraphProto.newBuilder()
            .setName("reshaper")
            .addInput(value("in", 1, -1))
            .addOutput(value("out", 1, 2, -1))
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("shape")
                    .setDataType(7)
                    .addDims(2)
                    .addInt64Data(2)
                    .addInt64Data(-1))
            .addNode(node("Reshape", List.of("in", "shape"), "out")));
  }

  /** Token ids and mask to {@code last_hidden_state} [-1,-1,1]. */
  static byte[] encoder() {
    return model(
        GraphProto.newBuilder()
            .setName("encoder")
            .addInput(value("input_ids", 7, -1, -1))
            .addInput(value("attention_mask", 7, -1, -1))
            .addOutput(value("last_hidden_state", 1, -1, -1, 1))
            .addInitializer(
                TensorProto.newBuilder().setName("axes").setDataType(7).addDims(1).addInt64Data(2))
            .addNode(node("Mul", List.of("input_ids", "attention_mask"), "masked"))
            .addNode(
                node("Cast", List.of("masked"), "floats").toBuilder()
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("to")
                            .setType(AttributeProto.AttributeType.INT)
                            .setI(1)))
            .addNode(node("Unsqueeze", List.of("floats", "axes"), "last_hidden_state")));
  }

  private static TensorProto.Builder weights(String name) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(1)
        .addDims(3L * SIDE * SIDE)
        .addDims(CLASSES);
  }

  private static NodeProto node(String type, List<String> inputs, String output) {
    return NodeProto.newBuilder().setOpType(type).addAllInput(inputs).addOutput(output).build();
  }

  private static ValueInfoProto value(String name, int type, long... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (int i = 0; i < shape.length; i++) {
      TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
      dimensions.addDim(
          shape[i] < 0 ? dimension.setDimParam("d" + i) : dimension.setDimValue(shape[i]));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type).setShape(dimensions)))
        .build();
  }

  private static byte[] model(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }
}
