package dev.firstlight.bench.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The first process of a container, seen from outside, with its control groups where they can be
 * seen (cgroups(7)).
 *
 * @param pid on this machine
 * @param createdNanos {@link System#nanoTime} when it was created, to the kernel's hundredth of a
 *     second
 * @param memory its control group of the memory controller
 * @param freezer of the freezer
 */
record ContainerProcess(
    long pid, long createdNanos, Optional<Path> memory, Optional<Path> freezer) {
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final int START_FIELD = 22 - 3; // of proc(5), after the name and its bracket
  private static final double TICKS_PER_SECOND = 100;

  /** The process of that number; empty if it has ended. */
  static Optional<ContainerProcess> of(long pid) {
    Path proc = Path.of("/proc", Long.toString(pid));
    try {
      String stat = Files.readString(proc.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      double started = Long.parseLong(fields[START_FIELD]) / TICKS_PER_SECOND;
      String uptime = Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0];
      long age = (long) ((Double.parseDouble(uptime) - started) * 1e9);
      long created = System.nanoTime() - age;
      List<String> groups = Files.readAllLines(proc.resolve("cgroup"));
      return Optional.of(
          new ContainerProcess(pid, created, folder(groups, "memory"), folder(groups, "freezer")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Of version 1 if the controller is there, or else of version 2. */
  private static Optional<Path> folder(List<String> groups, String controller) {
    for (String line : groups) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains(controller)) {
        return own(CGROUPS.resolve(controller), parts[2]);
      }
    }
    return groups.stream()
        .filter(line -> line.startsWith("0::"))
        .findFirst()
        .flatMap(line -> own(CGROUPS, line.substring("0::".length())));
  }

  /** Never the root, which would be everybody's. */
  private static Optional<Path> own(Path mount, String path) {
    return path.length() > 1 && Files.isDirectory(mount.resolve(path.substring(1)))
        ? Optional.of(mount.resolve(path.substring(1)))
        : Optional.empty();
  }

  /** Whether that could be done here. */
  boolean freeze(boolean to) {
    if (freezer.isEmpty()) {
      return false;
    }
    try {
      Path first = freezer.get().resolve("freezer.state");
      if (Files.exists(first)) {
        Files.writeString(first, to ? "FROZEN" : "THAWED");
      } else {
        Files.writeString(freezer.get().resolve("cgroup.freeze"), to ? "1" : "0");
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  boolean ranOutOfMemory() {
    return counted("memory.oom_control") || counted("memory.events");
  }

  private boolean counted(String file) {
    if (memory.isEmpty()) {
      return false;
    }
    try {
      return Files.readAllLines(memory.get().resolve(file)).stream()
          .anyMatch(line -> line.startsWith("oom_kill ") && !line.endsWith(" 0"));
    } catch (IOException e) {
      return false; // of the other version, or gone
    }
  }

  /** Bytes held at most, pages of files included. */
  OptionalLong peakBytes() {
    return memory
        .map(
            group -> {
              OptionalLong first = number(group.resolve("memory.max_usage_in_bytes"));
              return first.isPresent() ? first : number(group.resolve("memory.peak"));
            })
        .orElse(OptionalLong.empty());
  }

  private static OptionalLong number(Path file) {
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(file).trim()));
    } catch (IOException e) {
      return OptionalLong.empty(); // of the other version, or gone
    }
  }
}
