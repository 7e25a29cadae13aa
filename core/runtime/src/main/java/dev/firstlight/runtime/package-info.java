/**
 * The SPI for serving runtimes: what loads a model and runs it. Uses model and tensor. Native
 * handles never cross it.
 */
@NullMarked
package dev.firstlight.runtime;

import org.jspecify.annotations.NullMarked;
