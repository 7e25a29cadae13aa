/**
 * Workloads that others recorded: reading traces, replaying them, and fitting processes to them.
 * Uses schedules, processes and the statistics of counts.
 */
@NullMarked
package dev.firstlight.bench.workload.trace;

import org.jspecify.annotations.NullMarked;
