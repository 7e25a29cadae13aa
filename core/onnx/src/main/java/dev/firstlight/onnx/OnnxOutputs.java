package dev.firstlight.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes out of ONNX Runtime what it allocated itself, because its shape was not known before. */
final class OnnxOutputs {
  private OnnxOutputs() {}

  static Tensor copy(String name, OnnxValue value) throws OrtException {
    OnnxTensor tensor = (OnnxTensor) value;
    TensorInfo info = tensor.getInfo();
    DataType datatype = OnnxModel.datatype(info);
    Shape shape = Shape.of(info.getShape());
    if (datatype == DataType.BYTES) {
      List<byte[]> texts = new ArrayList<>();
      collect(tensor.getValue(), texts);
      return Tensor.ofBytes(name, texts, shape);
    }
    ByteBuffer bytes = shape.elements() == 0 ? ByteBuffer.allocate(0) : tensor.getByteBuffer();
    return new Tensor(name, datatype, shape, bytes);
  }

  private static void collect(Object value, List<byte[]> texts) {
    if (value instanceof Object[] array) {
      for (Object element : array) {
        collect(element, texts);
      }
    } else {
      texts.add(String.valueOf(value).getBytes(StandardCharsets.UTF_8));
    }
  }
}
