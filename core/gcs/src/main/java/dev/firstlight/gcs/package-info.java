/**
 * The model store of Google Cloud Storage and of servers that speak its JSON API: {@code
 * gs://bucket/prefix}. Reads with Google's credentials over core's own ranged download, since the
 * storage client costs several times as much in a cold JVM; writes with the storage client. Uses
 * store, model and fault.
 */
@NullMarked
package dev.firstlight.gcs;

import org.jspecify.annotations.NullMarked;
