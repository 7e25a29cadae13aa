/**
 * The front door: {@link dev.firstlight.InferenceService} and what goes in and comes out of it.
 * Adapters call {@code handle}, embedding users call {@code predict}. May use every other package
 * of this module; none of them uses this one.
 */
@NullMarked
package dev.firstlight;

import org.jspecify.annotations.NullMarked;
