/**
 * Small model packages, made on the spot and complete to the last digest, and ways to break them.
 * Uses the core's model package types and the ONNX schema.
 */
@NullMarked
package dev.firstlight.conformance.model;

import org.jspecify.annotations.NullMarked;
