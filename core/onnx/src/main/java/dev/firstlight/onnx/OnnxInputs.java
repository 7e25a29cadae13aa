package dev.firstlight.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Hands tensors to ONNX Runtime. Its Java part makes none of the unsigned types above 8 bits; those
 * go over as signed ones, which a session of one node then casts, and that keeps the bits. Safe for
 * use by several threads, but not to be closed under one.
 */
final class OnnxInputs implements AutoCloseable {
  private final OrtEnvironment environment;
  private final OnnxTexts texts;
  private final Map<DataType, OrtSession> casts = new EnumMap<>(DataType.class);

  private OnnxInputs(OrtEnvironment environment, OnnxTexts texts) {
    this.environment = environment;
    this.texts = texts;
  }

  /** For tensors of those specs. */
  static OnnxInputs of(OrtEnvironment environment, List<TensorSpec> specs, OnnxTexts texts)
      throws OrtException {
    OnnxInputs inputs = new OnnxInputs(environment, texts);
    try {
      for (TensorSpec spec : specs) {
        inputs.prepare(spec.datatype());
      }
      return inputs;
    } catch (OrtException | RuntimeException e) {
      inputs.close();
      throw e;
    }
  }

  private void prepare(DataType datatype) throws OrtException {
    if (!OnnxTypes.isCast(datatype) || casts.containsKey(datatype)) {
      return;
    }
    int to = OnnxTypes.elementType(datatype);
    int from = OnnxTypes.elementType(OnnxTypes.signed(datatype));
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      casts.put(datatype, environment.createSession(SmallGraphs.cast(from, to), options));
    }
  }

  /** A handle on the tensor's own bytes; the caller closes it, and keeps the bytes until then. */
  OnnxTensor handle(Tensor tensor) throws OrtException {
    DataType datatype = tensor.datatype();
    if (datatype == DataType.BYTES) {
      return texts.handle(tensor);
    }
    OnnxJavaType type = OnnxTypes.javaType(OnnxTypes.signed(datatype));
    OnnxTensor handle =
        OnnxTensor.createTensor(environment, inPlace(tensor), tensor.shape().toArray(), type);
    OrtSession cast = casts.get(datatype);
    if (cast == null) {
      return handle;
    }
    try (handle) {
      // The result holds nothing but this one value, which the caller closes.
      return (OnnxTensor) cast.run(Map.of(SmallGraphs.INPUT, handle)).get(0);
    }
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

  @Override
  public void close() {
    for (OrtSession cast : casts.values()) {
      try {
        cast.close();
      } catch (OrtException e) {
        throw new IllegalStateException("a session cannot be closed", e);
      }
    }
    casts.clear();
  }
}
