/**
 * What exporters have in common: an interface, the files they write, and FP32 numbers as bytes.
 * Uses graph.
 */
@NullMarked
package dev.firstlight.models.export;

import org.jspecify.annotations.NullMarked;
