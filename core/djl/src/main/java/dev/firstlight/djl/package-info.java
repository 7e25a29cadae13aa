/**
 * The Deep Java Library as a serving runtime: PyTorch, and whatever other engine of it is on the
 * class path. Uses the core's runtime SPI, model, tensor and fault, and is the only package that
 * touches {@code ai.djl} beside the tokenizers of {@code dev.firstlight.text}.
 */
@NullMarked
package dev.firstlight.djl;

import org.jspecify.annotations.NullMarked;
