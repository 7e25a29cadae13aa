/**
 * ONNX Runtime as a serving runtime. Uses the core's runtime SPI, model, tensor and fault, and is
 * the only package that touches {@code ai.onnxruntime}.
 */
@NullMarked
package dev.firstlight.onnx;

import org.jspecify.annotations.NullMarked;
