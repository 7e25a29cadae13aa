/**
 * Targets: each starts instances as processes of their own, behind the real entry point of its
 * platform, and sends them requests with the clock running. A target is added by adding a class
 * here and a line in {@link dev.firstlight.bench.instance.Targets}; a peer, which Firstlight is
 * compared against, likewise in {@link dev.firstlight.bench.instance.Peers}. Uses the conformance
 * kit's processes and local platforms, the names of design points, manifests, jvm, isolation, and
 * fault.
 */
@NullMarked
package dev.firstlight.bench.instance;

import org.jspecify.annotations.NullMarked;
