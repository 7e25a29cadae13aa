package dev.firstlight.onnx;

import ai.onnxruntime.TensorInfo;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Works out an output's shape before the run where it can be known: every dimension is fixed, or
 * has a name that one of the inputs' dimensions has too. Safe for use by several threads.
 */
final class OutputShapes {
  private final Map<String, TensorInfo> inputs;
  private final Map<String, TensorInfo> outputs;
  private volatile boolean trusted = true;

  OutputShapes(Map<String, TensorInfo> inputs, Map<String, TensorInfo> outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** The shapes that are known, by output. */
  Map<String, Shape> of(List<Tensor> given, List<String> wanted) {
    if (!trusted) {
      return Map.of();
    }
    Map<String, Long> lengths = new HashMap<>();
    for (Tensor tensor : given) {
      TensorInfo info = inputs.get(tensor.name());
      String[] names = info == null ? new String[0] : info.getDimensionNames();
      for (int i = 0; i < names.length && i < tensor.shape().rank(); i++) {
        if (!names[i].isEmpty()) {
          lengths.putIfAbsent(names[i], tensor.shape().dimension(i));
        }
      }
    }
    Map<String, Shape> shapes = new HashMap<>();
    for (String name : wanted) {
      TensorInfo info = outputs.get(name);
      Shape shape = info == null ? null : resolve(info, lengths);
      if (shape != null) {
        shapes.put(name, shape);
      }
    }
    return shapes;
  }

  private static @Nullable Shape resolve(TensorInfo info, Map<String, Long> lengths) {
    DataType datatype = OnnxTypes.datatype(info).orElseThrow();
    long[] dimensions = info.getShape();
    // Without dimensions it is a scalar, not worth it, or one whose rank the model leaves open.
    boolean pinnable = datatype.isFixedWidth() && !OnnxTypes.isCast(datatype);
    if (!pinnable || dimensions.length == 0) {
      return null;
    }
    String[] names = info.getDimensionNames();
    long elements = 1;
    for (int i = 0; i < dimensions.length; i++) {
      if (dimensions[i] < 0) {
        Long length = names[i].isEmpty() ? null : lengths.get(names[i]);
        if (length == null) {
          return null;
        }
        dimensions[i] = length;
      }
      if (dimensions[i] > Integer.MAX_VALUE / 16) {
        return null;
      }
      elements *= dimensions[i];
      if (elements == 0 || elements * datatype.width() > Integer.MAX_VALUE / 2) {
        return null; // nothing to pin, or too much for one buffer
      }
    }
    return Shape.of(dimensions);
  }

  /** Stops working shapes out: this model's names for dimensions do not mean what they say. */
  void distrust() {
    trusted = false;
  }
}
