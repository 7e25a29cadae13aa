package dev.firstlight.tensorflow;

import dev.firstlight.fault.StartException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

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
   * The signature to serve: of those that have the inputs and outputs that the package declares,
   * {@code serving_default} or the only one. Where none has them, likewise of all: what differs is
   * then said by whoever compares the two.
   *
   * @throws StartException of kind MODEL that lists the signatures if that is not clear
   */
  Signature signature(SavedModelFolder folder) {
    List<Signature> offered = new ArrayList<>();
    List<Signature> fitting = new ArrayList<>();
    for (Signature signature : signatures.values()) {
      if (!signature.isInternal()) {
        offered.add(signature);
        if (signature.fits(folder.inputs(), folder.outputs())) {
          fitting.add(signature);
        }
      }
    }
    List<Signature> candidates = fitting.isEmpty() ? offered : fitting;
    for (Signature candidate : candidates) {
      if (candidates.size() == 1 || candidate.name().equals(Signature.DEFAULT)) {
        return candidate;
      }
    }
    throw new StartException(
        StartException.Kind.MODEL,
        "which signature of \""
            + folder.name()
            + "\" is to be served is not clear: "
            + (offered.isEmpty()
                ? "it has none"
                : "it has "
                    + offered
                    + (fitting.isEmpty()
                        ? ", and none has the inputs and outputs of model.json"
                        : ", and several have the inputs and outputs of model.json"))
            + "; export the one that is meant as signatures={\"serving_default\": …}"
            + (fitting.isEmpty() ? ", or declare its inputs and outputs in model.json" : ""));
  }
}
