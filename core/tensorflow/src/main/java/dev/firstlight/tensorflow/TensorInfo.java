package dev.firstlight.tensorflow;

import dev.firstlight.tensor.Shape;
import java.util.Optional;

/**
 * What a signature says of an input or an output.
 *
 * @param tensor its name in the graph, as {@code StatefulPartitionedCall:0}; empty if it is no
 *     plain tensor but several, as a sparse one
 * @param type TensorFlow's number of the datatype
 * @param shape its dimensions, −1 where they vary; empty if even their number does
 */
record TensorInfo(String tensor, int type, Optional<Shape> shape) {
  /** The operation that the tensor comes out of. */
  String operation() {
    int colon = tensor.lastIndexOf(':');
    return colon < 0 ? tensor : tensor.substring(0, colon);
  }

  /**
   * Which of the operation's outputs it is.
   *
   * @throws NumberFormatException if the name ends in no number
   */
  int index() {
    int colon = tensor.lastIndexOf(':');
    return colon < 0 ? 0 : Integer.parseInt(tensor.substring(colon + 1));
  }
}
