/**
 * Targets: each starts instances as processes of their own, behind the real entry point of its
 * platform, and sends them requests with the clock running. A target is added by adding a class
 * here and a line in {@link dev.firstlight.bench.instance.Targets}. Uses the conformance kit's
 * processes and local platforms, jvm and fault.
 */
@NullMarked
package dev.firstlight.bench.instance;

import org.jspecify.annotations.NullMarked;
