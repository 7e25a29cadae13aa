/**
 * Statistics of a run: percentiles of raw values, the interval that a median is known to, the time
 * that overlapping stages cover. Uses the record types of core only.
 */
@NullMarked
package dev.firstlight.bench.stats;

import org.jspecify.annotations.NullMarked;
