package dev.firstlight.onnx;

import ai.onnxruntime.MapInfo;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.ValueInfo;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tensor of what ZipMap returns: for each sample a map from class to score. Its columns are
 * the classes in ascending order, in which scikit-learn's {@code classes_} has them too.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/docs/Operators-ml.md">ai.onnx.ml.ZipMap</a>
 */
final class OnnxMaps {
  private OnnxMaps() {}

  /** The tensor that becomes of an output; null where it is no sequence of maps to numbers. */
  static @Nullable TensorSpec spec(NodeInfo node) {
    ValueInfo info = node.getInfo();
    boolean maps =
        info instanceof SequenceInfo sequence
            && sequence.isSequenceOfMaps()
            && isScores(sequence.mapInfo);
    return maps ? new TensorSpec(node.getName(), DataType.FP32, Shape.of(-1, -1)) : null;
  }

  private static boolean isScores(MapInfo maps) {
    return maps.valueType == OnnxJavaType.FLOAT;
  }

  /**
   * The scores, a row a sample.
   *
   * @throws IllegalStateException if two samples have other classes
   */
  static Tensor matrix(String name, OnnxSequence sequence) throws OrtException {
    List<TreeMap<Object, Object>> rows = new ArrayList<>();
    for (OnnxValue value : sequence.getValue()) {
      try (OnnxMap map = (OnnxMap) value) {
        rows.add(sorted(map.getValue()));
      }
    }
    int columns = rows.isEmpty() ? 0 : rows.get(0).size();
    ByteBuffer scores =
        ByteBuffer.allocateDirect(Math.multiplyExact(rows.size() * columns, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (TreeMap<Object, Object> row : rows) {
      if (!row.keySet().equals(rows.get(0).keySet())) {
        throw new IllegalStateException(
            "output \"" + name + "\" has samples with other classes: " + row.keySet());
      }
      for (Object score : row.values()) {
        scores.putFloat((Float) score);
      }
    }
    return new Tensor(name, DataType.FP32, Shape.of(rows.size(), columns), scores.flip());
  }

  private static TreeMap<Object, Object> sorted(Map<?, ?> map) {
    TreeMap<Object, Object> sorted = new TreeMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      sorted.put(entry.getKey(), entry.getValue());
    }
    return sorted;
  }
}
