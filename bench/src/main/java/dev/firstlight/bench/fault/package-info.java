/** What the bench throws on purpose. Uses nothing else, so every package of the bench may. */
@NullMarked
package dev.firstlight.bench.fault;

import org.jspecify.annotations.NullMarked;
