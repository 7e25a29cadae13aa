/**
 * Adds to a package a form of its model that loads faster on machines like this one: lets the
 * serving runtime write the forms, measures them against the portable one, and keeps the best. Uses
 * models, the serving runtimes through their interface, and the pipeline to make real inputs.
 */
@NullMarked
package dev.firstlight.models.prepare;

import org.jspecify.annotations.NullMarked;
