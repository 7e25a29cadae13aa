/**
 * The kit that every handler must pass: calls and answers as a client sees them, a corpus of both
 * good and bad ones, and test classes to extend. Uses the core's exported types, process and
 * lambda.
 */
@NullMarked
package dev.firstlight.conformance;

import org.jspecify.annotations.NullMarked;
