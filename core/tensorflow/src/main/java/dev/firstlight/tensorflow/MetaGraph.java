package dev.firstlight.tensorflow;

import dev.firstlight.fault.StartException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One of a SavedModel's graphs.
 *
 * @param tags what it was exported for
 * @param signatures by name
 */
record MetaGraph(List<String> tags, SortedMap<String, Signature> signatures) {
  private static final List<String> SERVING = List.of("serve");

  MetaGraph {
    tags = List.copyOf(tags);
  }

  /**
   * The graph for serving: the one with the tag {@code serve} alone, or the only one.
   *
   * @throws StartException of kind MODEL that lists the tags if there is none
   */
  static MetaGraph choose(List<MetaGraph> graphs, String file) {
    for (MetaGraph graph : graphs) {
      if (graph.tags.equals(SERVING)) {
        return graph;
      }
    }
    if (graphs.size() == 1) {
      return graphs.get(0);
    }
    List<List<String>> there = new ArrayList<>();
    for (MetaGraph graph : graphs) {
      there.add(graph.tags);
    }
    throw new StartException(
        StartException.Kind.MODEL,
        "\""
            + file
            + "\" has no graph with the tag \"serve\" alone; "
            + (there.isEmpty() ? "it has no graph at all" : "it has " + there)
            + "; export the model for serving");
  }

  /**
   * The signature to serve: {@code serving_default}, or the only one.
   *
   * @throws StartException of kind MODEL that lists the signatures if that is not clear
   */
  Signature signature(String file) {
    Signature standard = signatures.get(Signature.DEFAULT);
    if (standard != null) {
      return standard;
    }
    List<String> names = new ArrayList<>();
    @Nullable Signature only = null;
    for (Signature signature : signatures.values()) {
      if (!signature.isInternal()) {
        names.add("\"" + signature.name() + "\"");
        only = signature;
      }
    }
    if (only != null && names.size() == 1) {
      return only;
    }
    throw new StartException(
        StartException.Kind.MODEL,
        "\""
            + file
            + "\" has no signature \"serving_default\"; "
            + (names.isEmpty() ? "it has none at all" : "it has " + String.join(", ", names))
            + "; export the one to serve as signatures={\"serving_default\": …}");
  }
}
