/**
 * Neural networks described once for every exporter: layers, their shapes, and weights that are
 * generated from a seed one layer at a time. Uses tensor (shapes).
 */
@NullMarked
package dev.firstlight.models.network;

import org.jspecify.annotations.NullMarked;
