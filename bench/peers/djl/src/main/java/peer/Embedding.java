package peer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.Map;

/** One vector a text, pooled over its tokens here, as not every engine has tensor arithmetic. */
final class Embedding implements SampleTranslator.Outputs {
  private final String output;
  private final String pooling;
  private final boolean normalize;

  Embedding(JsonObject wanted) {
    this.output = wanted.has("output") ? wanted.get("output").getAsString() : null;
    this.pooling = wanted.get("pooling").getAsString();
    this.normalize = wanted.get("normalize").getAsBoolean();
  }

  @Override
  public Map<String, Object> prediction(NDList tensors, long[] mask) {
    NDArray found = Classes.named(tensors, output);
    float[] values = found.toFloatArray();
    long[] shape = found.getShape().getShape();
    int width = (int) shape[shape.length - 1];
    double[] pooled = new double[width];
    switch (pooling) {
      case "none", "cls" -> each(pooled, values, 0, width, (until, value) -> value);
      case "mean" -> mean(pooled, values, width, mask);
      case "max" -> max(pooled, values, width, mask);
      default -> throw new IllegalStateException("pooling " + pooling + " is not known");
    }
    return Map.of("embedding", finished(pooled));
  }

  private interface Step {
    double next(double until, float value);
  }

  private static void each(double[] pooled, float[] values, int token, int width, Step step) {
    for (int i = 0; i < width; i++) {
      pooled[i] = step.next(pooled[i], values[token * width + i]);
    }
  }

  private static void mean(double[] pooled, float[] values, int width, long[] mask) {
    int count = 0;
    for (int token = 0; token < mask.length; token++) {
      if (mask[token] != 0) {
        each(pooled, values, token, width, Double::sum);
        count++;
      }
    }
    for (int i = 0; i < width; i++) {
      pooled[i] /= count;
    }
  }

  private static void max(double[] pooled, float[] values, int width, long[] mask) {
    Arrays.fill(pooled, Double.NEGATIVE_INFINITY);
    for (int token = 0; token < mask.length; token++) {
      if (mask[token] != 0) {
        each(pooled, values, token, width, Math::max);
      }
    }
  }

  private float[] finished(double[] vector) {
    double squares = 0;
    for (double component : vector) {
      squares += component * component;
    }
    double length = normalize ? Math.max(Math.sqrt(squares), 1e-12) : 1;
    float[] finished = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      finished[i] = (float) (vector[i] / length);
    }
    return finished;
  }
}
