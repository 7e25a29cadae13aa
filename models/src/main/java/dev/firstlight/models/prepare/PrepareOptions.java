package dev.firstlight.models.prepare;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a package is to be prepared.
 *
 * @param artifact the portable artifact to prepare; empty for the first that can be
 * @param predictions how many predictions an instance is to be fast for, its load included; 1 for
 *     the fastest first one
 * @param cache where native libraries are unpacked
 */
public record PrepareOptions(Optional<String> artifact, int predictions, Path cache) {
  public PrepareOptions {
    if (predictions < 1) {
      throw new IllegalArgumentException(
          "an instance cannot be prepared for " + predictions + " predictions; at least 1");
    }
  }
}
