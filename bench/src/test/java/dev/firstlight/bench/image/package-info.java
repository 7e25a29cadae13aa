/**
 * The images, tried as what they are: built by {@code images/build}, run in containers under the
 * limits of their platforms, and asked everything that the conformance kit asks. May use the kit
 * and the engine's command line.
 */
@NullMarked
package dev.firstlight.bench.image;

import org.jspecify.annotations.NullMarked;
