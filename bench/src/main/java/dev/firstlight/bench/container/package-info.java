/**
 * Containers: the engine's command line, the images that {@code images/build} makes, and instances
 * as containers of them. An engine is added by its name in {@code Engine}. Uses the conformance
 * kit's processes, isolation, instance, json, and fault.
 */
@NullMarked
package dev.firstlight.bench.container;

import org.jspecify.annotations.NullMarked;
