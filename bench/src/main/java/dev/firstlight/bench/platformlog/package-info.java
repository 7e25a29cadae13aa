/**
 * AWS Lambda's own log: what the local platform writes, and what the same code reads again, from
 * here or from CloudWatch, as text or as JSON. Uses the JSON of core only.
 */
@NullMarked
package dev.firstlight.bench.platformlog;

import org.jspecify.annotations.NullMarked;
