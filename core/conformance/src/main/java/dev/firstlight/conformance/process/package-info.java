/**
 * Instances as processes of their own: starts a program, reads what it prints, speaks HTTP with it
 * and ends it. Needs no test framework, so the bench uses it too.
 */
@NullMarked
package dev.firstlight.conformance.process;

import org.jspecify.annotations.NullMarked;
