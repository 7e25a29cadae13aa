package dev.firstlight.tensorflow;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A function that a SavedModel offers.
 *
 * @param name of the signature
 * @param inputs by the names that callers use, in their order
 * @param outputs likewise
 */
record Signature(
    String name, SortedMap<String, TensorInfo> inputs, SortedMap<String, TensorInfo> outputs) {
  /** What exporters call the signature that is meant when none is named. */
  static final String DEFAULT = "serving_default";

  Signature(String name, Map<String, TensorInfo> inputs, Map<String, TensorInfo> outputs) {
    this(name, new TreeMap<>(inputs), new TreeMap<>(outputs));
  }

  /** Whether it is for TensorFlow itself, as the one that initialises tables. */
  boolean isInternal() {
    return name.startsWith("__");
  }
}
