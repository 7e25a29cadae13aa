/**
 * From samples to predictions: preprocess, run, postprocess, for one loaded model. Uses image,
 * text, runtime, model, inference, tensor, fault, and of protocol the decoded payload; knows
 * nothing of the wire itself.
 */
@NullMarked
package dev.firstlight.pipeline;

import org.jspecify.annotations.NullMarked;
