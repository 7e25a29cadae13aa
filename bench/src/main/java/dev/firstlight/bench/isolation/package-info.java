/**
 * What an instance may use of this machine, and how it is held to it: nothing, a process group of
 * its own, cgroups of either version. A kind is added by an {@code Isolation} and a constant in
 * {@code IsolationKind}. Uses the conformance kit's processes, and fault.
 */
@NullMarked
package dev.firstlight.bench.isolation;

import org.jspecify.annotations.NullMarked;
