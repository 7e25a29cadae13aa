/**
 * Stands in for a JVM with CRaC, as org.crac looks for it: calls the hooks and looks at the process
 * between them, but saves nothing. Uses no class of ours.
 */
@NullMarked
package dev.firstlight.server.crac;

import org.jspecify.annotations.NullMarked;
