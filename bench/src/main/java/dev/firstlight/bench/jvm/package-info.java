/**
 * The JVM that instances run on: which one, with which flags, and from which startup archive. An
 * archive is used only where its key says that nothing it depends on has changed. Uses fault, and
 * the core's locks for processes.
 */
@NullMarked
package dev.firstlight.bench.jvm;

import org.jspecify.annotations.NullMarked;
