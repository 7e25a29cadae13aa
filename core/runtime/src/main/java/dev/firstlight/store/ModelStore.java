package dev.firstlight.store;

import java.net.URI;
import java.util.Set;

/**
 * A place where model packages lie. Found by {@link java.util.ServiceLoader}; its constructor must
 * do nothing.
 */
public interface ModelStore {
  /** The URI schemes it serves, in lower case, as {@code s3}. */
  Set<String> schemes();

  /**
   * Opens the package under that prefix. Connections may be made now or with the first read.
   *
   * @throws dev.firstlight.fault.StartException of kind STORE if it cannot be reached
   */
  ModelSource open(URI uri);
}
