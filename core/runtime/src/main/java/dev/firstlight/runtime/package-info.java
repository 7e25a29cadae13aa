/**
 * The SPI for serving runtimes: what loads a model and runs it. Uses model, tensor, fault and
 * platform. Native handles never cross it.
 */
@NullMarked
package dev.firstlight.runtime;

import org.jspecify.annotations.NullMarked;
