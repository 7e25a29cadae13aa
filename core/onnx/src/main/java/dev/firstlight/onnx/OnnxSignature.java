package dev.firstlight.onnx;

import ai.onnxruntime.MapInfo;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session takes and returns. Every input must be a tensor; of the outputs those count that
 * are one, or that {@link OnnxMaps} makes one of.
 *
 * @param inputs in the model's order
 * @param outputs likewise
 * @param inputInfos what ONNX Runtime says of the inputs, by name
 * @param outputInfos what it says of the outputs that are tensors, by name
 */
record OnnxSignature(
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    Map<String, TensorInfo> inputInfos,
    Map<String, TensorInfo> outputInfos) {

  /**
   * Asks a session.
   *
   * @throws StartException of kind MODEL if an input is no tensor, or no output is one
   */
  static OnnxSignature of(OrtSession session) throws OrtException {
    List<TensorSpec> inputs = new ArrayList<>();
    Map<String, TensorInfo> inputInfos = new LinkedHashMap<>();
    for (NodeInfo node : session.getInputInfo().values()) {
      TensorInfo info = tensor(node.getInfo());
      if (info == null) {
        throw refused("takes " + described(node));
      }
      inputs.add(spec(node.getName(), info));
      inputInfos.put(node.getName(), info);
    }
    List<TensorSpec> outputs = new ArrayList<>();
    Map<String, TensorInfo> outputInfos = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    for (NodeInfo node : session.getOutputInfo().values()) {
      TensorInfo info = tensor(node.getInfo());
      TensorSpec ofMaps = OnnxMaps.spec(node);
      if (info != null) {
        outputs.add(spec(node.getName(), info));
        outputInfos.put(node.getName(), info);
      } else if (ofMaps != null) {
        outputs.add(ofMaps);
      } else {
        others.add(described(node));
      }
    }
    if (outputs.isEmpty()) {
      throw refused("returns nothing but " + String.join(", ", others));
    }
    return new OnnxSignature(inputs, outputs, inputInfos, outputInfos);
  }

  private static @Nullable TensorInfo tensor(@Nullable ValueInfo info) {
    return info instanceof TensorInfo tensor && OnnxTypes.datatype(tensor).isPresent()
        ? tensor
        : null;
  }

  private static TensorSpec spec(String name, TensorInfo info) {
    DataType datatype = OnnxTypes.datatype(info).orElseThrow();
    return new TensorSpec(name, datatype, Shape.of(info.getShape()));
  }

  private static String described(NodeInfo node) {
    ValueInfo info = node.getInfo();
    String what = "no tensor";
    if (info instanceof TensorInfo tensor) {
      what = tensor.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "of type ");
    } else if (info instanceof SequenceInfo) {
      what = "a sequence";
    } else if (info instanceof MapInfo) {
      what = "a map";
    }
    return "\"" + node.getName() + "\", which is " + what;
  }

  private static StartException refused(String what) {
    return new StartException(
        StartException.Kind.MODEL,
        "the model "
            + what
            + "; only tensors of the Open Inference Protocol's datatypes can be served");
  }
}
