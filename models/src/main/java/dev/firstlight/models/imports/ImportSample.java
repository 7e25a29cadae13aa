package dev.firstlight.models.imports;

import dev.firstlight.models.export.Content;

/** A request that the package is tried with and that its cold starts predict first. */
public sealed interface ImportSample {
  /**
   * A body.
   *
   * @param path in the package
   * @param mediaType as of a request
   * @param content the body
   */
  record File(String path, String mediaType, Content content) implements ImportSample {}

  /** A text. */
  record Text(String text) implements ImportSample {}
}
