package dev.firstlight.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.firstlight.fault.RequestException;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Hands tensors to ONNX Runtime. */
final class OnnxInputs {
  private OnnxInputs() {}

  /** A handle on the tensor's own bytes; the caller closes it, and keeps the bytes until then. */
  static OnnxTensor handle(OrtEnvironment environment, Tensor tensor) throws OrtException {
    long[] shape = tensor.shape().toArray();
    if (tensor.datatype() == DataType.BYTES) {
      String[] texts =
          tensor.byteStrings().stream()
              .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
              .toArray(String[]::new);
      return OnnxTensor.createTensor(environment, texts, shape);
    }
    OnnxJavaType type =
        OnnxTypes.javaType(tensor.datatype())
            .orElseThrow(
                () ->
                    RequestException.bad(
                        "input \"%s\" is %s, which ONNX Runtime's Java part cannot take"
                            .formatted(tensor.name(), tensor.datatype())));
    return OnnxTensor.createTensor(environment, inPlace(tensor), shape, type);
  }

  /** The bytes themselves where they are direct and aligned for their elements, else a copy. */
  private static ByteBuffer inPlace(Tensor tensor) {
    ByteBuffer data = tensor.data();
    boolean aligned = data.isDirect() && data.alignmentOffset(0, tensor.datatype().width()) == 0;
    if (aligned) {
      return data;
    }
    ByteBuffer copy = ByteBuffer.allocateDirect(data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    return copy.put(data).flip();
  }
}
