/**
 * What the operating system says of this process and gives it: CPU share, age, memory, private
 * directories, locks. Uses nothing else. Reads files under roots that are parameters, so that tests
 * can bring their own.
 */
@NullMarked
package dev.firstlight.platform;

import org.jspecify.annotations.NullMarked;
