/**
 * Writes TensorFlow SavedModels, without TensorFlow: the graph as protobuf, the weights as a
 * checkpoint. Uses export, graph and tensor, and protobuf's encoder.
 */
@NullMarked
package dev.firstlight.models.tensorflow;

import org.jspecify.annotations.NullMarked;
