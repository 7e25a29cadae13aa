/**
 * The model store of Amazon S3 and of servers that speak its protocol: {@code s3://bucket/prefix}.
 * Reads with the AWS SDK's credentials, and signatures like its own, over core's ranged download,
 * since the SDK's client costs several times as much in a cold JVM; writes with the SDK's client.
 * Uses store, model and fault.
 */
@NullMarked
package dev.firstlight.s3;

import org.jspecify.annotations.NullMarked;
