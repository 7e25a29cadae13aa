package peer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The classes with the highest scores. */
final class Classes implements SampleTranslator.Outputs {
  private final String output;
  private final int top;
  private final boolean softmax;
  private final List<String> labels;

  Classes(JsonObject wanted, ModelPackage model) throws IOException {
    this.output = wanted.has("output") ? wanted.get("output").getAsString() : null;
    this.top = wanted.get("topK").getAsInt();
    this.softmax = wanted.get("softmax").getAsBoolean();
    this.labels =
        wanted.has("labels")
            ? Files.readAllLines(model.folder().resolve(wanted.get("labels").getAsString()))
            : List.of();
  }

  @Override
  public Map<String, Object> prediction(NDList tensors, long[] mask) {
    float[] scores = named(tensors, output).toFloatArray();
    if (softmax) {
      softmax(scores);
    }
    List<Map<String, Object>> classes = new ArrayList<>();
    IntStream.range(0, scores.length)
        .boxed()
        .sorted((a, b) -> Float.compare(scores[b], scores[a]))
        .limit(top)
        .forEach(
            index -> {
              Map<String, Object> each = new LinkedHashMap<>();
              each.put("index", index);
              each.put("label", index < labels.size() ? labels.get(index) : "" + index);
              each.put("score", scores[index]);
              classes.add(each);
            });
    return Map.of("classes", classes);
  }

  private static void softmax(float[] scores) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float score : scores) {
      largest = Math.max(largest, score);
    }
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score - largest);
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) (Math.exp(scores[i] - largest) / sum);
    }
  }

  /** The output of that name; the first where the engine does not tell names. */
  static NDArray named(NDList tensors, String name) {
    for (NDArray tensor : tensors) {
      if (name != null && name.equals(tensor.getName())) {
        return tensor;
      }
    }
    return tensors.get(0);
  }
}
