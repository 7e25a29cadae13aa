package dev.firstlight.coldstart;

import dev.firstlight.model.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What this machine is, in the words of {@link Requirements}.
 *
 * @param operatingSystem {@code linux}, {@code macos} or {@code windows}
 * @param architecture {@code x86_64} or {@code aarch64}
 * @param instructionSets the vector instruction sets that its processor has
 */
record Machine(String operatingSystem, String architecture, Set<String> instructionSets) {
  static Machine here() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return new Machine(
        os.contains("mac") ? "macos" : os.contains("windows") ? "windows" : "linux",
        arch.equals("amd64") ? "x86_64" : arch,
        instructionSets(Path.of("/proc/cpuinfo")));
  }

  /** Why an artifact that requires this cannot run here; empty if it can. */
  Optional<String> lacks(Requirements requires, String runtimeVersion) {
    List<String> reasons = new ArrayList<>();
    compare(reasons, "operating system", requires.operatingSystem(), operatingSystem);
    compare(reasons, "architecture", requires.architecture(), architecture);
    compare(reasons, "runtime version", requires.runtimeVersion(), runtimeVersion);
    requires
        .instructionSet()
        .filter(wanted -> !instructionSets.contains(wanted))
        .ifPresent(wanted -> reasons.add("requires " + wanted + ", which this processor lacks"));
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
  }

  private static void compare(
      List<String> reasons, String what, Optional<String> wanted, String actual) {
    wanted
        .filter(value -> !value.equals(actual))
        .ifPresent(value -> reasons.add("requires " + what + " " + value + ", here is " + actual));
  }

  private static Set<String> instructionSets(Path cpuinfo) {
    try (var lines = Files.lines(cpuinfo)) {
      Set<String> flags =
          lines
              .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
              .findFirst()
              .map(line -> Set.of(line.substring(line.indexOf(':') + 1).trim().split("\\s+")))
              .orElse(Set.of());
      Set<String> sets = new java.util.HashSet<>(flags);
      if (flags.contains("avx512f")) {
        sets.add("avx512");
      }
      if (flags.contains("asimd")) {
        sets.add("neon");
      }
      return Set.copyOf(sets);
    } catch (IOException | RuntimeException e) {
      return Set.of();
    }
  }
}
