package dev.firstlight.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The CPUs that this process may use, as a fraction: the processors that the system shows, cut by
 * the quotas of its control groups (cgroup v2's {@code cpu.max}, v1's {@code cpu.cfs_quota_us}) and
 * by what the platform says it grants.
 *
 * @param cpus CPUs, as 0.5 for half of one
 */
public record CpuShare(double cpus) {
  public CpuShare {
    if (!(cpus > 0)) {
      throw new IllegalArgumentException("a share of " + cpus + " CPUs");
    }
  }

  /** The share of this process; {@code granted} is what the platform says, if it says so. */
  public static CpuShare ofThisProcess(Optional<Double> granted) {
    return of(
        Path.of("/proc/self/cgroup"),
        Path.of("/sys/fs/cgroup"),
        Runtime.getRuntime().availableProcessors(),
        granted);
  }

  static CpuShare of(Path membership, Path root, int processors, Optional<Double> granted) {
    double cpus = processors;
    for (Path group : groups(membership, root)) {
      cpus = Math.min(cpus, quota(group));
    }
    return new CpuShare(Math.min(cpus, granted.orElse(Double.MAX_VALUE)));
  }

  /** Threads that one prediction should use: the share, rounded, and at least one. */
  public int threads() {
    return (int) Math.max(1, Math.round(cpus));
  }

  /**
   * Whether idle threads may spin while they wait. With less than one CPU each turn of a spinning
   * thread is taken from the quota that the work itself needs.
   */
  public boolean allowsSpinning() {
    return cpus >= 1;
  }

  /** The directories of the process's groups and of all groups above them. */
  private static List<Path> groups(Path membership, Path root) {
    List<Path> groups = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(membership)) {
        // hierarchy:controllers:path, where v2 has no controllers
        String[] parts = line.split(":", 3);
        if (parts.length < 3) {
          continue;
        }
        if (parts[1].isEmpty()) {
          addWithParents(groups, root, parts[2]);
          addWithParents(groups, root.resolve("unified"), parts[2]);
        } else if (List.of(parts[1].split(",")).contains("cpu")) {
          addWithParents(groups, root.resolve(parts[1]), parts[2]);
          addWithParents(groups, root.resolve("cpu"), parts[2]);
        }
      }
    } catch (IOException | RuntimeException e) {
      return List.of(); // no control groups here
    }
    return groups;
  }

  private static void addWithParents(List<Path> groups, Path mount, String path) {
    Path group = mount.resolve(path.substring(1)).normalize();
    while (group != null && group.startsWith(mount)) {
      groups.add(group);
      group = group.getParent();
    }
    // Inside a container the path may be the host's; its quota then stands at the mount itself.
    groups.add(mount);
  }

  private static double quota(Path group) {
    try {
      Path v2 = group.resolve("cpu.max");
      if (Files.exists(v2)) {
        String[] parts = Files.readString(v2).trim().split(" ");
        return parts[0].equals("max") ? Double.MAX_VALUE : ratio(parts[0], parts[1]);
      }
      Path v1 = group.resolve("cpu.cfs_quota_us");
      if (Files.exists(v1)) {
        return ratio(
            Files.readString(v1).trim(),
            Files.readString(group.resolve("cpu.cfs_period_us")).trim());
      }
    } catch (IOException | RuntimeException e) {
      return Double.MAX_VALUE; // unreadable: no quota that we could know of
    }
    return Double.MAX_VALUE;
  }

  private static double ratio(String quota, String period) {
    double ratio = Double.parseDouble(quota) / Double.parseDouble(period);
    return ratio > 0 ? ratio : Double.MAX_VALUE;
  }
}
