package dev.firstlight.onnx;

import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;

/** Takes out of ONNX Runtime what it allocated itself, because its shape was not known before. */
final class OnnxOutputs {
  private final OnnxTexts texts;

  OnnxOutputs(OnnxTexts texts) {
    this.texts = texts;
  }

  /** A copy of an output that {@link OnnxSignature} has. */
  Tensor copy(String name, OnnxValue value) throws OrtException {
    if (value instanceof OnnxSequence sequence) {
      return OnnxMaps.matrix(name, sequence);
    }
    OnnxTensor tensor = (OnnxTensor) value;
    TensorInfo info = tensor.getInfo();
    DataType datatype = OnnxTypes.datatype(info).orElseThrow();
    Shape shape = Shape.of(info.getShape());
    if (datatype == DataType.BYTES) {
      return Tensor.ofBytes(name, texts.read(tensor), shape);
    }
    ByteBuffer bytes = shape.elements() == 0 ? ByteBuffer.allocate(0) : tensor.getByteBuffer();
    return new Tensor(name, datatype, shape, bytes);
  }
}
