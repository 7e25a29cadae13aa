package dev.firstlight.tensorflow;

import dev.firstlight.model.TensorSpec;
import org.tensorflow.internal.c_api.TF_Operation;

/**
 * Where a named input enters the graph, or a named output leaves it.
 *
 * @param spec its name, datatype and shape; the shape is the package's where the model says none
 * @param type TensorFlow's number of the datatype
 * @param operation the operation that it comes out of; lives as long as the graph
 * @param index which of the operation's outputs it is
 */
record Endpoint(TensorSpec spec, int type, TF_Operation operation, int index) {}
