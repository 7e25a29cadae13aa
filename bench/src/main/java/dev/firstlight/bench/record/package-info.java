/**
 * The invocation record, {@code firstlight.invocation/1}, and the log of them: one line of JSON
 * each. Uses the record types of core only, so that any analysis can read a log again.
 */
@NullMarked
package dev.firstlight.bench.record;

import org.jspecify.annotations.NullMarked;
