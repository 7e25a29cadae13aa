package dev.firstlight.models;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a model package is to be built.
 *
 * @param seed of random weights, where the model has them; empty for the model's own default
 * @param replace whether a different package that already lies there is replaced, with all that is
 *     in it
 * @param source the file that a pretrained model or a tokenizer is taken from, where that is not
 *     the one which the build of Firstlight fetched; its digest is checked either way
 * @param runtimes the serving runtimes to write artifacts for, or {@link #ALL_RUNTIMES}; empty for
 *     the model's default. What an equal package there has for others is kept
 */
public record BuildOptions(
    OptionalLong seed, boolean replace, Optional<Path> source, List<String> runtimes) {
  /** In place of a runtime's name: all that the model can be built for. */
  public static final String ALL_RUNTIMES = "all";

  /** Nothing replaced, everything else by default. */
  public static final BuildOptions DEFAULTS =
      new BuildOptions(OptionalLong.empty(), false, Optional.empty(), List.of());

  public BuildOptions {
    runtimes = List.copyOf(runtimes);
  }

  /** The same with that seed. */
  public BuildOptions withSeed(long wanted) {
    return new BuildOptions(OptionalLong.of(wanted), replace, source, runtimes);
  }

  /** The same with or without replacement. */
  public BuildOptions withReplace(boolean wanted) {
    return new BuildOptions(seed, wanted, source, runtimes);
  }

  /** The same from that file. */
  public BuildOptions withSource(Path wanted) {
    return new BuildOptions(seed, replace, Optional.of(wanted), runtimes);
  }

  /** The same for those runtimes. */
  public BuildOptions withRuntimes(List<String> wanted) {
    return new BuildOptions(seed, replace, source, wanted);
  }
}
