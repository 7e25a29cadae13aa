package dev.firstlight.bench;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.instance.MemorySize;
import dev.firstlight.bench.isolation.CgroupIsolation;
import dev.firstlight.bench.isolation.IsolationKind;
import dev.firstlight.bench.record.RunPlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** What the instances of a comparison are granted. */
final class MemoryArguments {
  @Option(
      names = "--memory",
      paramLabel = "MB",
      split = ",",
      description =
          "Memory sizes of instances, and with them their share of CPU time: any that all of the"
              + " targets have. Default: all that the machine has.",
      showDefaultValue = Visibility.NEVER)
  private List<Integer> sizes = List.of();

  @Option(
      names = "--isolation",
      paramLabel = "NAME",
      description =
          "What holds instances to their memory size: cgroup limits memory and CPU time; container"
              + " does so too, with instances as containers of an image; process only tells them of"
              + " it. Default: process.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String isolation;

  /**
   * Sizes that every target has, each once, and an isolation that this machine can do.
   *
   * @throws BenchException of kind USAGE for anything else
   */
  RunPlan.Granted granted(List<String> targets) {
    IsolationKind kind = isolation == null ? IsolationKind.PROCESS : IsolationKind.named(isolation);
    for (int size : sizes) {
      targets.forEach(target -> MemorySize.of(target, size));
    }
    if (sizes.stream().distinct().count() < sizes.size()) {
      throw usage("--memory " + list(sizes) + " names a size twice");
    }
    if (kind == IsolationKind.CGROUP) {
      if (sizes.isEmpty()) {
        throw usage("--isolation cgroup needs sizes to hold instances to: --memory 1024,2048");
      }
      CgroupIsolation.begin(List.of()).close(); // which says what is missing
    }
    return new RunPlan.Granted(sizes, kind.label());
  }

  /** The same as words of a command line. */
  static String words(RunPlan.Granted granted) {
    if (granted.megabytes().isEmpty()) {
      return granted.isContainer() ? " --isolation container" : "";
    }
    return " --memory %s --isolation %s".formatted(list(granted.megabytes()), granted.isolation());
  }

  /** What a reader of the figures must know of them. */
  static Optional<String> caveat(RunPlan.Granted granted) {
    return granted.megabytes().isEmpty()
            || !granted.isolation().equals(IsolationKind.PROCESS.label())
        ? Optional.empty()
        : Optional.of(
            "instances are told their memory size, but not held to it; --isolation cgroup does that");
  }

  private static String list(List<Integer> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static BenchException usage(String message) {
    return new BenchException(BenchException.Kind.USAGE, message);
  }
}
