package dev.firstlight.models.imports;

import java.util.Optional;

/** Where serving runtimes are found that are not on the class path. */
@FunctionalInterface
public interface MoreRuntimes {
  /** Nowhere. */
  MoreRuntimes NONE = name -> Optional.empty();

  /**
   * What finds the runtime of that name, and Firstlight's own classes where this interface came
   * from; empty if it is not there. It must stay open for as long as the process lives, as native
   * libraries do.
   */
  Optional<ClassLoader> of(String name);
}
