/**
 * What a schedule is like, as a table and as a page of charts. Uses schedules, statistics and the
 * reports' page.
 */
@NullMarked
package dev.firstlight.bench.workload.inspect;

import org.jspecify.annotations.NullMarked;
