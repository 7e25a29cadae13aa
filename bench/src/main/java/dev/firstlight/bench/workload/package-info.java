/**
 * Workloads as files, {@code firstlight.schedule/1}: when every request is due and what it carries,
 * decided before anything is sent. Uses JSON and the bench's faults only, so that whatever sends,
 * simulates or draws a workload can read one.
 */
@NullMarked
package dev.firstlight.bench.workload;

import org.jspecify.annotations.NullMarked;
