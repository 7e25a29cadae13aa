/**
 * Models as exporters see them: operations on named values, and weights that are read row by row so
 * that none must be held whole. Uses tensor (shapes and datatypes).
 */
@NullMarked
package dev.firstlight.models.graph;

import org.jspecify.annotations.NullMarked;
