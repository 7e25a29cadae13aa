/**
 * TensorFlow as a serving runtime for SavedModels. Uses the core's runtime SPI, model, tensor and
 * fault, and is the only package that touches {@code org.tensorflow} and {@code org.bytedeco}.
 *
 * <p>It calls TensorFlow's C interface rather than its Java objects: those need twice the classes
 * at a cold start, and copy what this package hands on as it lies.
 */
@NullMarked
package dev.firstlight.tensorflow;

import org.jspecify.annotations.NullMarked;
