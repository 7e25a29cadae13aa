package dev.firstlight.runtime;

import dev.firstlight.tensor.Buffers;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a serving runtime is to run.
 *
 * @param cacheDirectory where native libraries are unpacked, once for all processes
 * @param nativeDirectory where native libraries already lie; they are loaded from there
 * @param threads how many threads one prediction may use, at least 1
 * @param spinning whether idle threads may spin for the next prediction; off where less than one
 *     CPU is granted, since spinning would burn the share that predicting needs
 * @param device what models are to run on
 * @param buffers where output tensors get their memory
 * @param secondTier whether a model that predicts slower may be replaced in the background
 * @param tiers hears when one was
 */
public record RuntimeOptions(
    Path cacheDirectory,
    Optional<Path> nativeDirectory,
    int threads,
    boolean spinning,
    Device device,
    Buffers buffers,
    SecondTier secondTier,
    TierChange.Listener tiers) {
  public RuntimeOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
  }

  /** On the CPU, and never replacing a model. */
  public RuntimeOptions(
      Path cacheDirectory,
      Optional<Path> nativeDirectory,
      int threads,
      boolean spinning,
      Buffers buffers) {
    this(
        cacheDirectory,
        nativeDirectory,
        threads,
        spinning,
        Device.CPU,
        buffers,
        SecondTier.OFF,
        change -> {});
  }

  /** These for another device. */
  public RuntimeOptions on(Device other) {
    return new RuntimeOptions(
        cacheDirectory, nativeDirectory, threads, spinning, other, buffers, secondTier, tiers);
  }
}
