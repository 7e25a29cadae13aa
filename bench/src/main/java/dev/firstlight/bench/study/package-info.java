/**
 * Studies that vary one factor of a deployment and hold the rest: the factors, what is sent, and
 * what the records come to. Follow it from {@link dev.firstlight.bench.study.Factor}. Uses compare,
 * report's chart library, record, stats and fault.
 */
@NullMarked
package dev.firstlight.bench.study;

import org.jspecify.annotations.NullMarked;
