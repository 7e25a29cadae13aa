package dev.firstlight.pipeline;

import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.Prediction;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.tensor.Tensor;
import java.util.Optional;

/**
 * Makes one vector of a sample's tokens, as sentence-transformers does: summed in double precision,
 * so that the order of padding tokens, which weigh nothing, cannot show.
 */
record Pooling(Postprocessing.Pooling how, boolean normalize, Optional<Tensor> mask) {
  Prediction.Embedding of(Tensor output, int sample, int samples) {
    float[] row = Rows.of(output, samples).row(sample);
    if (how == Postprocessing.Pooling.NONE) {
      return new Prediction.Embedding(finish(widen(row)));
    }
    if (output.shape().rank() != 3) {
      throw new RequestException(
          RequestException.Kind.INTERNAL,
          "output \"%s\" of shape %s cannot be pooled over tokens; it needs [samples, tokens, width]"
              .formatted(output.name(), output.shape()));
    }
    int tokens = (int) output.shape().dimension(1);
    int width = row.length / tokens;
    double[] pooled = new double[width];
    switch (how) {
      case CLS -> {
        for (int i = 0; i < width; i++) {
          pooled[i] = row[i];
        }
      }
      case MAX -> largest(row, kept(sample, tokens), pooled);
      default -> mean(row, kept(sample, tokens), pooled);
    }
    return new Prediction.Embedding(finish(pooled));
  }

  private static void mean(float[] row, boolean[] kept, double[] pooled) {
    int count = 0;
    for (int token = 0; token < kept.length; token++) {
      if (kept[token]) {
        count++;
        for (int i = 0; i < pooled.length; i++) {
          pooled[i] += row[token * pooled.length + i];
        }
      }
    }
    for (int i = 0; i < pooled.length; i++) {
      pooled[i] /= Math.max(1, count);
    }
  }

  private static void largest(float[] row, boolean[] kept, double[] pooled) {
    java.util.Arrays.fill(pooled, Double.NEGATIVE_INFINITY);
    for (int token = 0; token < kept.length; token++) {
      for (int i = 0; kept[token] && i < pooled.length; i++) {
        pooled[i] = Math.max(pooled[i], row[token * pooled.length + i]);
      }
    }
  }

  /** Which tokens of a sample the attention mask keeps; all where there is none. */
  private boolean[] kept(int sample, int tokens) {
    boolean[] kept = new boolean[tokens];
    for (int i = 0; i < tokens; i++) {
      int at = sample * tokens + i;
      kept[i] = mask.map(tensor -> tensor.data().getLong(at * Long.BYTES) != 0).orElse(true);
    }
    return kept;
  }

  private float[] finish(double[] vector) {
    double length = 1;
    if (normalize) {
      double squares = 0;
      for (double component : vector) {
        squares += component * component;
      }
      length = Math.max(Math.sqrt(squares), 1e-12); // as PyTorch's normalize bounds it
    }
    float[] finished = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      finished[i] = (float) (vector[i] / length);
    }
    return finished;
  }

  private static double[] widen(float[] row) {
    double[] wide = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      wide[i] = row[i];
    }
    return wide;
  }
}
