/**
 * What can go wrong: one unchecked family with two branches, for requests and for starts. Uses
 * nothing else, so every package may throw from it.
 */
@NullMarked
package dev.firstlight.fault;

import org.jspecify.annotations.NullMarked;
