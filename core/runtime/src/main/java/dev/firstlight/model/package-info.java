/**
 * The model package: the records behind {@code model.json}, and its reader and writer. Uses tensor,
 * json and fault; knows nothing of stores, runtimes or requests.
 */
@NullMarked
package dev.firstlight.model;

import org.jspecify.annotations.NullMarked;
