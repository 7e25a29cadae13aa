/**
 * What the operating system says of this process: its CPU share, its age, its memory. Reads files
 * under roots that are parameters, so that tests can bring their own.
 */
@NullMarked
package dev.firstlight.platform;

import org.jspecify.annotations.NullMarked;
