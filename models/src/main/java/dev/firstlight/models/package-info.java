/**
 * The model catalogue and its builders: each writes a model package. Uses core's model and fault
 * packages; loads no serving runtime.
 */
@NullMarked
package dev.firstlight.models;

import org.jspecify.annotations.NullMarked;
