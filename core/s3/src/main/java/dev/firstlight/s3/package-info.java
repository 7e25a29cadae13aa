/**
 * The model store of Amazon S3 and of servers that speak its protocol: {@code s3://bucket/prefix}.
 * Reads with the AWS SDK's credentials and signatures over core's own ranged download, since the
 * SDK's client costs three times as much in a cold JVM; writes with the SDK's client. Uses store,
 * model and fault.
 */
@NullMarked
package dev.firstlight.s3;

import org.jspecify.annotations.NullMarked;
