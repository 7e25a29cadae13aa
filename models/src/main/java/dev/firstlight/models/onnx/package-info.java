/** Writes networks as ONNX models. Uses network, and the protobuf classes of the format. */
@NullMarked
package dev.firstlight.models.onnx;

import org.jspecify.annotations.NullMarked;
