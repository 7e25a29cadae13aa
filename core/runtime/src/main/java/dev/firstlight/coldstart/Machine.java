package dev.firstlight.coldstart;

import dev.firstlight.model.Requirements;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;

/**
 * What this machine is, in the words of {@link Requirements}.
 *
 * @param operatingSystem {@code linux}, {@code macos} or {@code windows}
 * @param architecture {@code x86_64} or {@code aarch64}
 * @param instructionSet the processor's vector instruction sets, joined by {@code +}; empty where
 *     the system does not say
 */
public record Machine(
    String operatingSystem, String architecture, Optional<String> instructionSet) {
  /**
   * What decides how kernels lay weights out: the width of vectors, and the instructions for narrow
   * numbers and for matrices. As Linux names them in {@code /proc/cpuinfo}.
   */
  private static final Set<String> DECISIVE =
      Set.of(
          "avx",
          "avx2",
          "fma",
          "f16c",
          "avx_vnni",
          "avx_vnni_int8",
          "avx_vnni_int16",
          "avx_ifma",
          "avx_ne_convert",
          "avx512f",
          "avx512bw",
          "avx512cd",
          "avx512dq",
          "avx512vl",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "avx10",
          "amx_tile",
          "amx_int8",
          "amx_bf16",
          "amx_fp16",
          "asimd",
          "asimdhp",
          "asimddp",
          "asimdfhm",
          "fphp",
          "i8mm",
          "bf16",
          "sve",
          "sve2",
          "svei8mm",
          "svebf16",
          "sme",
          "sme2");

  /** This machine. Reads a small file. */
  public static Machine here() {
    return of(
        System.getProperty("os.name", ""),
        System.getProperty("os.arch", ""),
        Path.of("/proc/cpuinfo"));
  }

  static Machine of(String osName, String osArch, Path cpuinfo) {
    String os = osName.toLowerCase(Locale.ROOT);
    String arch = osArch.toLowerCase(Locale.ROOT);
    return new Machine(
        os.contains("mac") ? "macos" : os.contains("windows") ? "windows" : "linux",
        arch.equals("amd64") ? "x86_64" : arch,
        instructionSet(cpuinfo));
  }

  /**
   * What an artifact requires that is made for this very machine; empty where its instruction sets
   * are not known, so that nothing can be made for it.
   */
  public Optional<Requirements> requirements(String runtimeVersion) {
    return instructionSet.map(
        known ->
            new Requirements(
                Optional.of(operatingSystem),
                Optional.of(architecture),
                Optional.of(known),
                Optional.of(runtimeVersion)));
  }

  /** Why an artifact that requires this cannot run here; empty if it can. */
  Optional<String> lacks(Requirements requires, String runtimeVersion) {
    List<String> reasons = new ArrayList<>();
    compare(reasons, "operating system", requires.operatingSystem(), operatingSystem);
    compare(reasons, "architecture", requires.architecture(), architecture);
    compare(
        reasons,
        "instruction set",
        requires.instructionSet(),
        instructionSet.orElse("not known, as the system does not say"));
    compare(reasons, "runtime version", requires.runtimeVersion(), runtimeVersion);
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
  }

  private static void compare(
      List<String> reasons, String what, Optional<String> wanted, String actual) {
    if (wanted.isPresent() && !wanted.get().equals(actual)) {
      reasons.add("requires " + what + " " + wanted.get() + ", here is " + actual);
    }
  }

  private static Optional<String> instructionSet(Path cpuinfo) {
    try (BufferedReader reader = Files.newBufferedReader(cpuinfo)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("flags") || line.startsWith("Features")) {
          return decisive(line.substring(line.indexOf(':') + 1));
        }
      }
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** Of processors of one system that differ, the first counts, as it does for the kernels. */
  private static Optional<String> decisive(String flags) {
    Set<String> found = new TreeSet<>();
    StringTokenizer words = new StringTokenizer(flags);
    while (words.hasMoreTokens()) {
      String word = words.nextToken();
      if (DECISIVE.contains(word)) {
        found.add(word);
      }
    }
    // A processor that has none of them is one whose flags we do not understand.
    return found.isEmpty() ? Optional.empty() : Optional.of(String.join("+", found));
  }
}
