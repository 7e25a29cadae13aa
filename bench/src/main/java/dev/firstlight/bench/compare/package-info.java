/**
 * The comparison: which model, what to send, in which order, and the run itself. Follow it from
 * {@link dev.firstlight.bench.compare.Comparison}. Uses target, record, fault and the model
 * catalogue.
 */
@NullMarked
package dev.firstlight.bench.compare;

import org.jspecify.annotations.NullMarked;
