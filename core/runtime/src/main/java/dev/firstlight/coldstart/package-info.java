/**
 * The cold-start stages, their clock and their record. The record is the wire type that the bench
 * reads. Uses store, runtime, model and fault.
 */
@NullMarked
package dev.firstlight.coldstart;

import org.jspecify.annotations.NullMarked;
