/**
 * The command line: one class each command, which reads options, calls the package that does the
 * work, and prints. May use every other package of the bench; none of them uses this one.
 */
@NullMarked
package dev.firstlight.bench;

import org.jspecify.annotations.NullMarked;
