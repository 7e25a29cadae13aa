/**
 * Writes TorchScript archives, without PyTorch: a zip with the model's source, its attributes as a
 * pickle, and its weights as they lie in memory. Uses export, graph and tensor.
 */
@NullMarked
package dev.firstlight.models.pytorch;

import org.jspecify.annotations.NullMarked;
