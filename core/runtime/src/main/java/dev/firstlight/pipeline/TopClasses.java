package dev.firstlight.pipeline;

import dev.firstlight.inference.Prediction;
import dev.firstlight.inference.Prediction.Score;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes with the highest scores. Softmax is taken over all classes in double precision, with
 * the largest logit subtracted first so that none overflows; of equal scores the lower index comes
 * first.
 */
record TopClasses(List<String> labels, int topK, boolean softmax) {
  Prediction.Classification of(float[] scores) {
    int[] best = best(scores, Math.min(topK, scores.length));
    double largest = scores[best[0]];
    double sum = 1;
    if (softmax) {
      sum = 0;
      for (float score : scores) {
        sum += Float.isNaN(score) ? 0 : Math.exp(score - largest);
      }
    }
    List<Score> classes = new ArrayList<>(best.length);
    for (int index : best) {
      float score = softmax ? (float) (Math.exp(scores[index] - largest) / sum) : scores[index];
      classes.add(new Score(index, label(index), score));
    }
    return new Prediction.Classification(classes);
  }

  private String label(int index) {
    return index < labels.size() ? labels.get(index) : Integer.toString(index);
  }

  /** The indices of the highest scores, by insertion: k is small. NaN is below everything. */
  private static int[] best(float[] scores, int k) {
    int[] best = new int[k];
    int held = 0;
    for (int i = 0; i < scores.length; i++) {
      if (held == k && !above(scores[i], scores[best[k - 1]])) {
        continue;
      }
      int at = held < k ? held++ : k - 1;
      while (at > 0 && above(scores[i], scores[best[at - 1]])) {
        best[at] = best[at - 1];
        at--;
      }
      best[at] = i;
    }
    return best;
  }

  private static boolean above(float a, float b) {
    return a > b || (Float.isNaN(b) && !Float.isNaN(a));
  }
}
