/**
 * Budgets: limits on what cold starts take, read from a file and checked against runs and against
 * work that is counted. Uses the records and statistics of a run, and instances for the counting.
 */
@NullMarked
package dev.firstlight.bench.budget;

import org.jspecify.annotations.NullMarked;
