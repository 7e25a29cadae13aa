package dev.firstlight.pipeline;

import dev.firstlight.inference.Prediction;
import dev.firstlight.inference.Prediction.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The classes with the highest scores. Softmax is taken over all classes in double precision, with
 * the largest logit subtracted first so that none overflows; of equal scores the lower index comes
 * first.
 */
record TopClasses(List<String> labels, int topK, boolean softmax) {
  /** Up to how many classes insertion is quicker than a sort. */
  private static final int FEW = 64;

  Prediction.Classification of(float[] scores) {
    int k = Math.min(topK, scores.length);
    int[] best = k <= FEW ? best(scores, k) : sorted(scores, k);
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

  /** The indices of the highest scores, by a sort: requests may ask for all classes. */
  private static int[] sorted(float[] scores, int k) {
    long[] keys = new long[scores.length];
    for (int i = 0; i < keys.length; i++) {
      // Ascending keys are descending scores; adding 0 makes one zero of two.
      int bits = Float.isNaN(scores[i]) ? Integer.MIN_VALUE : ordered(scores[i] + 0f);
      keys[i] = (long) ~bits << 32 | i;
    }
    Arrays.sort(keys);
    int[] best = new int[k];
    for (int i = 0; i < k; i++) {
      best[i] = (int) keys[i];
    }
    return best;
  }

  /** An integer for each float but NaN, in the same order. */
  private static int ordered(float value) {
    int bits = Float.floatToRawIntBits(value);
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }

  /** The indices of the highest scores, by insertion. NaN is below everything. */
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
