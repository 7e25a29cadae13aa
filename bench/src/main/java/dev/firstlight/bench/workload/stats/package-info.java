/**
 * Statistics of arrivals: counts over time, their dispersion and correlation. Uses schedules only.
 */
@NullMarked
package dev.firstlight.bench.workload.stats;

import org.jspecify.annotations.NullMarked;
