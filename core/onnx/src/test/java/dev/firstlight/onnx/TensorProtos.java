package dev.firstlight.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** Tensors of the ONNX project's files as ours. */
final class TensorProtos {
  private TensorProtos() {}

  /** The tensor; empty where the protocol has no such datatype. */
  static Optional<Tensor> tensor(String name, TensorProto proto) {
    Shape shape = Shape.of(proto.getDimsList().stream().mapToLong(Long::longValue).toArray());
    Optional<DataType> type =
        Arrays.stream(DataType.values())
            .filter(each -> OnnxTypes.elementType(each) == proto.getDataType())
            .findFirst();
    return type.map(
        datatype ->
            datatype == DataType.BYTES
                ? Tensor.ofBytes(
                    name,
                    proto.getStringDataList().stream().map(ByteString::toByteArray).toList(),
                    shape)
                : new Tensor(name, datatype, shape, data(proto, datatype, shape)));
  }

  private static ByteBuffer data(TensorProto proto, DataType datatype, Shape shape) {
    int elements = Math.toIntExact(shape.elements());
    ByteBuffer data =
        ByteBuffer.allocateDirect(elements * datatype.width()).order(ByteOrder.LITTLE_ENDIAN);
    if (!proto.getRawData().isEmpty()) {
      return data.put(proto.getRawData().asReadOnlyByteBuffer()).flip();
    }
    for (int i = 0; i < elements; i++) {
      switch (datatype) {
        case FP32 -> data.putFloat(proto.getFloatData(i));
        case FP64 -> data.putDouble(proto.getDoubleData(i));
        case INT64 -> data.putLong(proto.getInt64Data(i));
        case UINT64 -> data.putLong(proto.getUint64Data(i));
        case UINT32 -> data.putInt((int) proto.getUint64Data(i));
        case INT32 -> data.putInt(proto.getInt32Data(i));
        case UINT16, INT16, FP16, BF16 -> data.putShort((short) proto.getInt32Data(i));
        case BOOL, UINT8, INT8 -> data.put((byte) proto.getInt32Data(i));
        case BYTES -> throw new IllegalStateException("strings have no width");
      }
    }
    return data.flip();
  }
}
