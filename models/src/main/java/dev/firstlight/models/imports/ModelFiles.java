package dev.firstlight.models.imports;

import java.nio.file.Path;
import java.util.List;

/**
 * A model's files.
 *
 * @param runtime the serving runtime that loads them
 * @param format what they are, for people
 * @param items the files; the first is the one to open
 * @param otherOutputs outputs that are no tensors and so cannot be served
 */
record ModelFiles(String runtime, String format, List<Item> items, List<String> otherOutputs) {
  /** {@code runtime} of ONNX models. */
  static final String ONNX = "onnx";

  /** {@code runtime} of SavedModels. */
  static final String TENSORFLOW = "tensorflow";

  /** {@code runtime} of TorchScript. */
  static final String PYTORCH = "pytorch";

  ModelFiles {
    items = List.copyOf(items);
    otherOutputs = List.copyOf(otherOutputs);
  }

  /** Whether the format says what the model takes and returns. */
  boolean tells() {
    return runtime.equals(ONNX) || runtime.equals(TENSORFLOW);
  }

  /** The same for another runtime. */
  ModelFiles loadedBy(String other) {
    return new ModelFiles(other, format, items, otherOutputs);
  }

  /**
   * A file.
   *
   * @param path that it gets in the package
   * @param file where it is now
   */
  record Item(String path, Path file) {}
}
