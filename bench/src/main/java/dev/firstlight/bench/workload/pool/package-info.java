/**
 * Pools of distinct inputs, {@code firstlight.pool/1}: what the payload indices of a schedule
 * choose from. Uses JSON and the bench's faults.
 */
@NullMarked
package dev.firstlight.bench.workload.pool;

import org.jspecify.annotations.NullMarked;
