/**
 * Settings: read from code, a file and the environment by one class, with all problems reported
 * together. Uses fault only.
 */
@NullMarked
package dev.firstlight.config;

import org.jspecify.annotations.NullMarked;
