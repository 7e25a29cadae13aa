package dev.firstlight.bench.isolation;

import dev.firstlight.bench.fault.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cgroup file systems of a machine.
 *
 * @param v1 by controller
 * @param v2 of the unified hierarchy
 */
record CgroupMounts(Map<String, Path> v1, Optional<Path> v2) {
  private static final int DEVICE = 0;
  private static final int PATH = 1;
  private static final int OPTIONS = 3;

  CgroupMounts {
    v1 = Map.copyOf(v1);
  }

  /**
   * Finds them.
   *
   * @param mounts the lines of {@code /proc/mounts} (proc(5))
   */
  static CgroupMounts in(List<String> mounts) {
    Map<String, Path> v1 = new HashMap<>();
    Optional<Path> v2 = Optional.empty();
    for (String line : mounts) {
      String[] fields = line.split(" ", -1);
      if (fields.length <= OPTIONS) {
        continue;
      }
      Path path = Path.of(fields[PATH]);
      if (fields[DEVICE + 2].equals("cgroup2")) {
        v2 = Optional.of(path);
      } else if (fields[DEVICE + 2].equals("cgroup")) {
        Arrays.stream(fields[OPTIONS].split(",", -1))
            .filter(CgroupV1.CONTROLLERS::contains)
            .forEach(controller -> v1.put(controller, path));
      }
    }
    return new CgroupMounts(v1, v2);
  }

  /**
   * Makes the cgroups of this process, in whichever version has the controllers here.
   *
   * @param own the lines of {@code /proc/self/cgroup}
   * @throws BenchException of kind USAGE that says why it cannot be done
   */
  CgroupTree tree(List<String> own, long pid) {
    String name = CgroupFiles.name(pid);
    List<String> reasons = new ArrayList<>();
    try {
      if (v1.keySet().containsAll(CgroupV1.CONTROLLERS)) {
        return CgroupV1.in(v1, name);
      }
      reasons.add("version 1 has no controllers " + missing());
    } catch (IOException e) {
      reasons.add("version 1: " + e);
    }
    for (Path parent : v2Parents(own)) {
      try {
        return CgroupV2.in(parent, name);
      } catch (IOException e) {
        reasons.add("version 2, in " + parent + ": " + e);
      }
    }
    throw new BenchException(
        BenchException.Kind.USAGE,
        "isolation \"cgroup\" cannot be had here: %s; run as root, or in a delegated cgroup (systemd-run --user --scope -p Delegate=yes), or choose --isolation process"
            .formatted(String.join("; ", reasons)));
  }

  private List<String> missing() {
    return CgroupV1.CONTROLLERS.stream().filter(name -> !v1.containsKey(name)).toList();
  }

  /** The root, and the cgroup around our own: one with processes cannot pass controllers on. */
  private List<Path> v2Parents(List<String> own) {
    List<Path> parents = new ArrayList<>();
    if (v2.isPresent() && Files.isRegularFile(v2.get().resolve("cgroup.controllers"))) {
      parents.add(v2.get());
      for (String line : own) {
        if (line.startsWith("0::/") && line.length() > "0::/".length()) {
          Path around = v2.get().resolve(line.substring("0::/".length())).getParent();
          if (around != null && !around.equals(v2.get())) {
            parents.add(around);
          }
        }
      }
    }
    return parents;
  }
}
