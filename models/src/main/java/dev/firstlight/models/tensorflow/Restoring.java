package dev.firstlight.models.tensorflow;

import dev.firstlight.models.graph.Graph;
import dev.firstlight.models.graph.Weight;
import dev.firstlight.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The part of a graph that fills its variables from a checkpoint when the model is loaded.
 *
 * @param fileNameTensor the tensor that the loader sets to the checkpoint's path
 * @param operation the operation that it then runs
 */
record Restoring(String fileNameTensor, String operation) {
  private static final String SCOPE = "restore/";
  private static final String FILE_NAME = SCOPE + "file";
  private static final String ALL = SCOPE + "all";

  /** Adds a restore of all weights, each into the variable of its name. */
  static Restoring addTo(GraphDef nodes, Graph graph) {
    nodes.texts(FILE_NAME, Shape.of(), "model");
    List<String> done = new ArrayList<>();
    for (Map.Entry<String, Weight> weight : graph.weights().entrySet()) {
      String name = weight.getKey();
      String tensor = nodes.texts(SCOPE + name + "/name", Shape.of(1), name);
      String slice = nodes.texts(SCOPE + "whole", Shape.of(1), "");
      nodes
          .node(SCOPE + name, "RestoreV2", FILE_NAME, tensor, slice)
          .types("dtypes", TensorFlowTypes.FLOAT);
      String assign = SCOPE + name + "/assign";
      nodes
          .node(assign, "AssignVariableOp", name, SCOPE + name)
          .type("dtype", TensorFlowTypes.FLOAT);
      done.add("^" + assign);
    }
    nodes.node(ALL, "NoOp", done.toArray(String[]::new));
    return new Restoring(FILE_NAME + ":0", ALL);
  }
}
