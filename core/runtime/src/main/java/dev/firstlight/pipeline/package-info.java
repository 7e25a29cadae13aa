/**
 * From samples to predictions: preprocess, run, postprocess, for one loaded model. Uses image,
 * text, runtime, model, inference, tensor and fault; knows nothing of wires.
 */
@NullMarked
package dev.firstlight.pipeline;

import org.jspecify.annotations.NullMarked;
