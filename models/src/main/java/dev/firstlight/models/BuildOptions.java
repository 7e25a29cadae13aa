package dev.firstlight.models;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a model package is to be built.
 *
 * @param seed of random weights, where the model has them; empty for the model's own default
 * @param replace whether a different package that already lies there is replaced
 * @param source the file that a pretrained model is taken from, where that is not the one which the
 *     build of Firstlight fetched; its digest is checked either way
 */
public record BuildOptions(OptionalLong seed, boolean replace, Optional<Path> source) {
  /** Nothing replaced, everything else by default. */
  public static final BuildOptions DEFAULTS =
      new BuildOptions(OptionalLong.empty(), false, Optional.empty());

  /** The same with that seed. */
  public BuildOptions withSeed(long wanted) {
    return new BuildOptions(OptionalLong.of(wanted), replace, source);
  }

  /** The same with or without replacement. */
  public BuildOptions withReplace(boolean wanted) {
    return new BuildOptions(seed, wanted, source);
  }

  /** The same from that file. */
  public BuildOptions withSource(Path wanted) {
    return new BuildOptions(seed, replace, Optional.of(wanted));
  }
}
