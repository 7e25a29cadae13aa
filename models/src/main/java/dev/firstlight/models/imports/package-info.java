/**
 * Makes model packages of models that somebody has: finds out what the files tell, guesses what is
 * safe and says so, asks for the rest, and runs the package once before it gets its name. Uses
 * models, the serving runtimes through their interface, and the service itself for that run.
 */
@NullMarked
package dev.firstlight.models.imports;

import org.jspecify.annotations.NullMarked;
