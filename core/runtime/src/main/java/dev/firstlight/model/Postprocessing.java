package dev.firstlight.model;

import java.util.Optional;

/** How the model's output tensors become predictions. */
public sealed interface Postprocessing {
  /** There is none: predictions are the model's own tensors. */
  record None() implements Postprocessing {}

  /**
   * The classes with the highest scores.
   *
   * @param output the output that has the scores, {@code [samples, classes]}; empty where the model
   *     has only one
   * @param labels the package's file of class names, one a line in index order
   * @param topK how many classes a prediction has, unless the request says otherwise
   * @param softmax whether scores are logits, to be made probabilities
   */
  record Classification(Optional<String> output, Optional<String> labels, int topK, boolean softmax)
      implements Postprocessing {
    public Classification {
      labels.ifPresent(PackageFile::checkPath);
      if (topK < 1) {
        throw new IllegalArgumentException("top-k must be at least 1, not " + topK);
      }
    }
  }

  /**
   * One vector a sample.
   *
   * @param output the output to pool, {@code [samples, tokens, width]}, or {@code [samples, width]}
   *     where pooling is NONE; empty where the model has only one
   * @param pooling how tokens become one vector
   * @param normalize whether the vector is scaled to length 1
   */
  record Embedding(Optional<String> output, Pooling pooling, boolean normalize)
      implements Postprocessing {}

  /** How the vectors of a text's tokens become one. */
  enum Pooling {
    /** The mean over the tokens that the attention mask keeps. */
    MEAN,
    /** The first token's. */
    CLS,
    /** The largest of each component over the tokens that the attention mask keeps. */
    MAX,
    /** The model has pooled already. */
    NONE
  }
}
