package dev.firstlight.models.tensorflow;

import dev.firstlight.models.export.Transposed;
import dev.firstlight.models.graph.Graph;
import dev.firstlight.models.graph.Node;
import dev.firstlight.models.graph.Operation;
import dev.firstlight.models.graph.Weight;
import dev.firstlight.tensor.Shape;
import java.util.HashMap;
import java.util.Map;

/**
 * How TensorFlow lays out the kernels of convolutions: {@code [height, width, channels, filters]},
 * and of depthwise ones {@code [height, width, channels, 1]}. All other weights stay as they are.
 */
final class Kernels {
  private final Map<String, Operation.Convolution> convolutions = new HashMap<>();

  Kernels(Graph graph) {
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Operation.Convolution convolution) {
        convolutions.put(node.weight(0), convolution);
      }
    }
  }

  boolean isKernel(String weight) {
    return convolutions.containsKey(weight);
  }

  /** The shape that the variable has. */
  Shape shape(String name, Weight weight) {
    Shape shape = weight.spec().shape();
    Operation.Convolution convolution = convolutions.get(name);
    if (convolution == null) {
      return shape;
    }
    boolean depthwise = convolution.groups() > 1;
    if (depthwise && (shape.dimension(1) != 1 || shape.dimension(0) != convolution.groups())) {
      throw new IllegalArgumentException(
          "TensorFlow has convolutions of one group, or of one channel each, not of %d groups"
              .formatted(convolution.groups()));
    }
    return Shape.of(
        shape.dimension(2),
        shape.dimension(3),
        shape.dimension(depthwise ? 0 : 1),
        shape.dimension(depthwise ? 1 : 0));
  }

  /** The values of a kernel in that shape: a depthwise one differs by a dimension of 1 only. */
  float[] values(Weight kernel) {
    return Transposed.kernelsLast(kernel);
  }
}
