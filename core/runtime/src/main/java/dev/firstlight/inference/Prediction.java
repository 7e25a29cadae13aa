package dev.firstlight.inference;

import dev.firstlight.tensor.Tensor;
import java.util.List;

/** What the model says of one sample. */
public sealed interface Prediction {
  /** The classes with the highest scores, the highest first. */
  record Classification(List<Score> classes) implements Prediction {
    public Classification {
      classes = List.copyOf(classes);
    }

    /** The class with the highest score. */
    public Score best() {
      return classes.get(0);
    }
  }

  /**
   * One class.
   *
   * @param index its place among the model's classes
   * @param label its name; the index as text where the package has no labels
   * @param score a probability where the package asks for softmax, else what the model gave
   */
  record Score(int index, String label, float score) {}

  /** A vector. */
  final class Embedding implements Prediction {
    private final float[] vector;

    /** Takes the array over; the caller must not change it. */
    public Embedding(float[] vector) {
      this.vector = vector;
    }

    /** A copy of the vector. */
    public float[] vector() {
      return vector.clone();
    }

    /** Cosine of the angle between two vectors of one length: 1 for like, 0 for unrelated. */
    public double cosine(Embedding other) {
      if (other.vector.length != vector.length) {
        throw new IllegalArgumentException(
            "vectors of " + vector.length + " and " + other.vector.length + " components");
      }
      double dot = 0;
      double mine = 0;
      double theirs = 0;
      for (int i = 0; i < vector.length; i++) {
        dot += (double) vector[i] * other.vector[i];
        mine += (double) vector[i] * vector[i];
        theirs += (double) other.vector[i] * other.vector[i];
      }
      return dot / Math.sqrt(mine * theirs);
    }
  }

  /** The model's own output tensors, where the package has no postprocessing. */
  record Tensors(List<Tensor> tensors) implements Prediction {
    public Tensors {
      tensors = List.copyOf(tensors);
    }
  }
}
