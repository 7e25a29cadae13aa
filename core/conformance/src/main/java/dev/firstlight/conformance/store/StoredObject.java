package dev.firstlight.conformance.store;

import java.nio.file.Path;
import java.util.Map;

/**
 * An object of a store.
 *
 * @param file with its content
 * @param bytes that it has
 * @param generation unlike that of any other object of the store, before or after
 * @param metadata that it was written with
 */
record StoredObject(Path file, long bytes, long generation, Map<String, String> metadata) {
  StoredObject {
    metadata = Map.copyOf(metadata);
  }

  /** As S3 writes it, with its quotes. */
  String etag() {
    return "\"" + Long.toHexString(generation) + "\"";
  }
}
