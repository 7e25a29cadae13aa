package dev.firstlight.onnx;

import dev.firstlight.model.PackageFile;
import dev.firstlight.runtime.LocalArtifact;
import java.util.List;

/**
 * Whether ONNX Runtime shall copy weights into the layout that its kernels like best ("prepacking")
 * when it loads them. For a large model that costs more than it brings: while the largest matrix is
 * packed it is in memory twice, and the others are no longer pages of a file. VGG-19, whose largest
 * is 411 of 575 MB, then peaks at 1.9 times its weights and loads four times as long, to predict no
 * faster (docs/measurements.md).
 */
final class WeightPacking {
  /** Weights beside the graph from which on they stay as they are, mapped. */
  static final long MOST_BYTES = 256L << 20;

  private WeightPacking() {}

  /** By the bytes of the files that the graph refers to; those within it are copied in any case. */
  static boolean pays(LocalArtifact artifact) {
    List<PackageFile> files = artifact.artifact().files();
    long beside = 0;
    for (int i = 1; i < files.size(); i++) {
      beside += files.get(i).bytes();
    }
    return beside < MOST_BYTES;
  }
}
