package dev.firstlight.model;

import java.util.Optional;

/**
 * What a prepared artifact requires of the machine; a part that is absent is not required.
 *
 * @param operatingSystem {@code linux}, {@code macos} or {@code windows}
 * @param architecture {@code x86_64} or {@code aarch64}
 * @param instructionSet the vector instruction set, as {@code avx512}, {@code avx2}, {@code neon}
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
