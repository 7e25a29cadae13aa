/**
 * Tensors: a datatype, a shape and bytes. Knows nothing of models, requests or runtimes, so every
 * other package may use it.
 */
@NullMarked
package dev.firstlight.tensor;

import org.jspecify.annotations.NullMarked;
