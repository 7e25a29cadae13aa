package dev.firstlight.bench.isolation;

import dev.firstlight.bench.fault.BenchException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How far instances are held to their limits. */
public enum IsolationKind {
  /** Each is a process with a session of its own; memory and CPU are not limited. */
  PROCESS,
  /** Each is in cgroups of its own, which limit CPU, memory and processes. */
  CGROUP,
  /** Each is a container of an image, with the same limits, its own files and another user. */
  CONTAINER;

  /** As somebody types it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind of that label.
   *
   * @throws BenchException of kind USAGE if there is none
   */
  public static IsolationKind named(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label().equals(label.trim()))
        .findFirst()
        .orElseThrow(
            () ->
                new BenchException(
                    BenchException.Kind.USAGE,
                    "isolation \"%s\" is not known; there are %s"
                        .formatted(
                            label,
                            Arrays.stream(values())
                                .map(IsolationKind::label)
                                .collect(Collectors.joining(", ")))));
  }
}
