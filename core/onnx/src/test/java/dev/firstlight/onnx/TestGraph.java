package dev.firstlight.onnx;

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
import dev.firstlight.tensor.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes an ONNX model node by node, with all that the tiny models lack. A dimension is a number, a
 * name, or {@link #UNNAMED}.
 */
final class TestGraph {
  static final String UNNAMED = "";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");

  TestGraph input(String name, DataType type, Object... dimensions) {
    graph.addInput(value(name, tensor(type, dimensions)));
    return this;
  }

  TestGraph output(String name, DataType type, Object... dimensions) {
    graph.addOutput(value(name, tensor(type, dimensions)));
    return this;
  }

  /** An output that is a sequence of maps from class to score, as ZipMap returns it. */
  TestGraph outputOfMaps(String name, DataType key) {
    TypeProto map =
        TypeProto.newBuilder()
            .setMapType(
                TypeProto.Map.newBuilder()
                    .setKeyType(OnnxTypes.elementType(key))
                    .setValueType(tensor(DataType.FP32)))
            .build();
    graph.addOutput(value(name, sequence(map)));
    return this;
  }

  /** An output that is a sequence of tensors. */
  TestGraph outputOfTensors(String name, DataType type) {
    graph.addOutput(value(name, sequence(tensor(type))));
    return this;
  }

  TestGraph weights(String name, float... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).addDims(values.length);
    tensor.setDataType(OnnxTypes.elementType(DataType.FP32));
    for (float value : values) {
      tensor.addFloatData(value);
    }
    graph.addInitializer(tensor);
    return this;
  }

  TestGraph texts(String name, String... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).addDims(values.length);
    tensor.setDataType(OnnxTypes.elementType(DataType.BYTES));
    for (String value : values) {
      tensor.addStringData(ByteString.copyFromUtf8(value));
    }
    graph.addInitializer(tensor);
    return this;
  }

  /** Weights in a file beside the model. */
  TestGraph externalWeights(String name, String file, int count) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .addDims(count)
            .setDataType(OnnxTypes.elementType(DataType.FP32))
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue(file)));
    return this;
  }

  TestGraph node(String operator, String inputs, String output, AttributeProto... attributes) {
    int dot = operator.lastIndexOf('.');
    graph.addNode(
        NodeProto.newBuilder()
            .setDomain(dot < 0 ? "" : operator.substring(0, dot))
            .setOpType(operator.substring(dot + 1))
            .addAllInput(List.of(inputs.split(",", -1)))
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return this;
  }

  static AttributeProto number(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto numbers(String name, Long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(List.of(values))
        .build();
  }

  static AttributeProto strings(String name, String... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRINGS)
        .addAllStrings(java.util.Arrays.stream(values).map(ByteString::copyFromUtf8).toList())
        .build();
  }

  /** Writes {@code model.onnx}. */
  Path write(Path folder) throws IOException {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(9)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(19))
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(2))
            .setGraph(graph)
            .build();
    Files.write(Files.createDirectories(folder).resolve("model.onnx"), model.toByteArray());
    return folder;
  }

  private static ValueInfoProto value(String name, TypeProto type) {
    return ValueInfoProto.newBuilder().setName(name).setType(type).build();
  }

  private static TypeProto sequence(TypeProto element) {
    return TypeProto.newBuilder()
        .setSequenceType(TypeProto.Sequence.newBuilder().setElemType(element))
        .build();
  }

  private static TypeProto tensor(DataType type, Object... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dimension : dimensions) {
      TensorShapeProto.Dimension.Builder one = TensorShapeProto.Dimension.newBuilder();
      if (dimension instanceof Integer length) {
        one.setDimValue(length);
      } else if (!dimension.equals(UNNAMED)) {
        one.setDimParam((String) dimension);
      }
      shape.addDim(one);
    }
    return TypeProto.newBuilder()
        .setTensorType(
            TypeProto.Tensor.newBuilder()
                .setElemType(OnnxTypes.elementType(type))
                .setShape(shape))
        .build();
  }
}
