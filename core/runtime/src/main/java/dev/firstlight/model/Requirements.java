package dev.firstlight.model;

import java.util.Optional;

/**
 * What a prepared artifact requires of the machine; a part that is absent is not required.
 *
 * @param operatingSystem {@code linux}, {@code macos} or {@code windows}
 * @param architecture {@code x86_64} or {@code aarch64}
 * @param instructionSet the vector instruction sets of the processor, in the alphabet's order and
 *     joined by {@code +}, as {@code avx+avx2+f16c+fma}: these and no others of those that decide
 *     how kernels lay weights out
 * @param runtimeVersion the exact version of the serving runtime
 */
public record Requirements(
    Optional<String> operatingSystem,
    Optional<String> architecture,
    Optional<String> instructionSet,
    Optional<String> runtimeVersion) {
  /** Requires nothing: the artifact is portable. */
  public static final Requirements NONE =
      new Requirements(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether the artifact is portable. */
  public boolean isPortable() {
    return equals(NONE);
  }
}
