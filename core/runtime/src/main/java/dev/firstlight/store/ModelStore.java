package dev.firstlight.store;

import dev.firstlight.fault.StartException;
import java.net.URI;
import java.util.Set;

/**
 * A place where model packages lie. Found by {@link java.util.ServiceLoader}; its constructor must
 * do nothing, and load nothing of a library that only its own scheme needs.
 */
public interface ModelStore {
  /** The URI schemes it serves, in lower case, as {@code s3}. */
  Set<String> schemes();

  /**
   * Opens the package under that prefix. Connections may be made now or with the first read.
   *
   * @throws StartException of kind STORE if it cannot be reached
   */
  ModelSource open(URI uri, StoreOptions options);

  /**
   * Opens the prefix for writing a package there.
   *
   * @throws StartException of kind STORE if it cannot be reached, or this store is only for reading
   */
  default PackageTarget target(URI uri, StoreOptions options) {
    throw new StartException(
        StartException.Kind.STORE,
        "packages cannot be written to \"" + Redacted.uri(uri) + "\"; this store is only read");
  }
}
