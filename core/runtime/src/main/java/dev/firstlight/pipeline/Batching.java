package dev.firstlight.pipeline;

import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.TensorSpec;
import java.util.List;

/**
 * How many samples one run of a model takes, as its declaration tells: the first dimension counts
 * them where all inputs have the same, known or not.
 *
 * @param samples at once; {@link #ANY}, or {@link #NONE} where no dimension counts samples, so that
 *     one sample is all the inputs as they are
 */
record Batching(long samples) {
  static final long ANY = -1;
  static final long NONE = 0;

  static Batching of(ModelManifest manifest) {
    // Images and texts always come in batches: the package's checks see to it.
    boolean prepared = !(manifest.preprocessing() instanceof Preprocessing.None);
    long first = ANY;
    boolean open = false;
    for (TensorSpec input : manifest.inputs()) {
      if (input.shape().rank() == 0) {
        return new Batching(NONE);
      }
      long own = input.shape().dimension(0);
      open |= own == ANY;
      if (own == ANY || own == first) {
        continue;
      }
      if (first != ANY && !prepared) {
        return new Batching(NONE);
      }
      first = own;
    }
    boolean several = first == 0 || first > 1;
    boolean counts = !several || prepared || (!open && isFirstOf(manifest.outputs(), first));
    return new Batching(counts ? first : NONE);
  }

  /** Several at once are samples only if the outputs have as many rows. */
  private static boolean isFirstOf(List<TensorSpec> outputs, long samples) {
    for (TensorSpec output : outputs) {
      if (output.shape().rank() == 0
          || (output.shape().dimension(0) != ANY && output.shape().dimension(0) != samples)) {
        return false;
      }
    }
    return samples > 0;
  }

  /** Whether samples that come together run one after the other. */
  boolean isOneByOne() {
    return samples == 1 || samples == NONE;
  }

  /** Whether a run takes exactly so many samples, and more than one. */
  boolean isFixed() {
    return samples > 1;
  }
}
