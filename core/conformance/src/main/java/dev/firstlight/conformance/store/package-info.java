/**
 * Object stores on the loopback interface that speak the protocols of Amazon S3 and of Google Cloud
 * Storage, and misbehave where they are told to. Needs no test framework; uses nothing of ours.
 */
@NullMarked
package dev.firstlight.conformance.store;

import org.jspecify.annotations.NullMarked;
