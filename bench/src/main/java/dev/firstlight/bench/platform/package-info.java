/**
 * A platform on this machine: it takes calls, runs instances for them as the cloud would, and gives
 * each call exactly one outcome, with an account of what it took. {@link
 * dev.firstlight.bench.platform.Platform} is the front; {@link
 * dev.firstlight.bench.platform.PlatformRules} has what is documented of each cloud. Uses
 * instances, isolation, the platform's log, cost for what is billed, the conformance kit's calls
 * and processes, and fault.
 */
@NullMarked
package dev.firstlight.bench.platform;

import org.jspecify.annotations.NullMarked;
