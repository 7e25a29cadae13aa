package dev.firstlight.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.firstlight.models.graph.Value;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The parts that a model in ONNX's format is made of. */
final class Protos {
  /** What the dimensions that vary are called, by their place. */
  private static final String[] VARIABLE = {"batch", "sequence"};

  private Protos() {}

  static ValueInfoProto value(Value value) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int i = 0; i < value.shape().rank(); i++) {
      long dimension = value.shape().dimension(i);
      TensorShapeProto.Dimension.Builder one = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(dimension == -1 ? one.setDimParam(VARIABLE[i]) : one.setDimValue(dimension));
    }
    return ValueInfoProto.newBuilder()
        .setName(value.name())
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(type(value.datatype()).getNumber())
                        .setShape(shape)))
        .build();
  }

  private static TensorProto.DataType type(DataType datatype) {
    return switch (datatype) {
      case FP32 -> TensorProto.DataType.FLOAT;
      case INT64 -> TensorProto.DataType.INT64;
      default -> throw new IllegalArgumentException("no graph has values of " + datatype);
    };
  }

  static TensorProto.Builder tensor(String name, Shape shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
    for (long dimension : shape.toArray()) {
      tensor.addDims(dimension);
    }
    return tensor;
  }

  static TensorProto tensor(String name, Shape shape, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return tensor(name, shape).setRawData(ByteString.copyFrom(bytes)).build();
  }

  /** A vector of INT64. */
  static TensorProto vector(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.INT64.getNumber())
        .addDims(values.length)
        .setRawData(ByteString.copyFrom(bytes))
        .build();
  }

  private static AttributeProto.Builder attribute(String name, AttributeProto.AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  static AttributeProto.Builder real(String name, double value) {
    return attribute(name, AttributeProto.AttributeType.FLOAT).setF((float) value);
  }

  static AttributeProto.Builder integer(String name, long value) {
    return attribute(name, AttributeProto.AttributeType.INT).setI(value);
  }

  static AttributeProto.Builder integers(String name, long... values) {
    AttributeProto.Builder attribute = attribute(name, AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute;
  }
}
