/**
 * Neural networks described once for every exporter: layers, their shapes, and weights that are
 * generated from a seed; NetworkGraph makes a graph of them. Uses graph and tensor.
 */
@NullMarked
package dev.firstlight.models.network;

import org.jspecify.annotations.NullMarked;
