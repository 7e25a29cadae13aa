package dev.firstlight.models;

import java.nio.file.Path;
import java.util.List;

/**
 * A model whose package can be built. To add one, implement this and add it to {@link Models#ALL}.
 * Stateless, so safe for use by several threads, even for the same directory.
 */
public interface BuildableModel {
  /** What the command line calls it, also the name in its manifest. */
  String name();

  /** One line for a list of models. */
  String description();

  /** About how many bytes its weights have, once. */
  long bytes();

  /** Whether its weights were trained; else they are random, and measure only. */
  default boolean isPretrained() {
    return false;
  }

  /** The serving runtimes that it can be built for, the default first. */
  List<String> runtimes();

  /**
   * Writes the model's package, whole or not at all; does nothing where the same already lies there
   * intact. Where the same model already lies there for other runtimes, its package is extended.
   *
   * @param directory the package's own directory; its parents are made if need be
   * @throws dev.firstlight.fault.StartException of kind CONFIGURATION if the options do not fit the
   *     model, PACKAGE if something else lies there and is not to be replaced, DIGEST if a source
   *     is not what it must be, STORE if reading or writing fails
   */
  BuiltPackage build(Path directory, BuildOptions options);
}
