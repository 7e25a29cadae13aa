/**
 * AWS Lambda on this machine: its Runtime API, its event kinds, and instances that the real runtime
 * interface client drives. Needs no test framework, so the bench uses it too.
 */
@NullMarked
package dev.firstlight.conformance.lambda;

import org.jspecify.annotations.NullMarked;
