/**
 * Arrival processes: what makes a schedule out of rates and a seed. Uses schedules and the bench's
 * faults only. Every random number comes from {@link Draws}, and every logarithm and cosine from
 * {@code StrictMath}, so that a seed gives the same file on every JDK and machine.
 */
@NullMarked
package dev.firstlight.bench.workload.process;

import org.jspecify.annotations.NullMarked;
