/**
 * What goes in and comes out: requests and responses as bytes, samples and predictions as values.
 * Uses tensor only.
 */
@NullMarked
package dev.firstlight.inference;

import org.jspecify.annotations.NullMarked;
