/** Writes ONNX models. Uses export, graph and tensor, and the protobuf classes of the format. */
@NullMarked
package dev.firstlight.models.onnx;

import org.jspecify.annotations.NullMarked;
