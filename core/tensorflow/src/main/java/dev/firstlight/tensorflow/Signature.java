package dev.firstlight.tensorflow;

import dev.firstlight.model.TensorSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /**
   * Whether it takes the inputs that a package declares, and has at least the outputs.
   *
   * @param declaredInputs empty where nobody declares any
   * @param declaredOutputs likewise
   */
  boolean fits(List<TensorSpec> declaredInputs, List<TensorSpec> declaredOutputs) {
    return (declaredInputs.isEmpty() || names(declaredInputs).equals(inputs.keySet()))
        && outputs.keySet().containsAll(names(declaredOutputs));
  }

  private static Set<String> names(List<TensorSpec> specs) {
    Set<String> names = new HashSet<>();
    for (TensorSpec spec : specs) {
      names.add(spec.name());
    }
    return names;
  }

  /** For messages. */
  @Override
  public String toString() {
    return "\"" + name + "\" " + inputs.keySet() + " -> " + outputs.keySet();
  }

  /** Whether it is for TensorFlow itself, as the one that initialises tables. */
  boolean isInternal() {
    return name.startsWith("__");
  }
}
