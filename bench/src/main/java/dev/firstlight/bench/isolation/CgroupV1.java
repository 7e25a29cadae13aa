package dev.firstlight.bench.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Cgroups of version 1: a hierarchy for each controller, or for a few of them together.
 *
 * @param byController this process's folder in the hierarchy of each controller
 */
record CgroupV1(Map<String, Path> byController) implements CgroupTree {
  /** The controllers that are needed. */
  static final List<String> CONTROLLERS = List.of("cpu", "cpuacct", "memory", "freezer", "pids");

  CgroupV1 {
    byController = Map.copyOf(byController);
  }

  /**
   * Makes this process's folders.
   *
   * @param mounts of the hierarchies, by controller
   * @throws IOException if they cannot be made
   */
  static CgroupV1 in(Map<String, Path> mounts, String name) throws IOException {
    Map<String, Path> folders = new java.util.HashMap<>();
    for (String controller : CONTROLLERS) {
      Path mount = mounts.get(controller);
      if (mount == null) {
        throw new IOException("there is no hierarchy with the controller " + controller);
      }
      CgroupFiles.removeLeftovers(mount);
      folders.put(controller, Files.createDirectories(mount.resolve(name)));
    }
    return new CgroupV1(folders);
  }

  @Override
  public List<Path> folders() {
    return List.copyOf(new LinkedHashSet<>(byController.values()));
  }

  @Override
  public Cgroup create(String name, Limits limits) throws IOException {
    List<Path> made = new ArrayList<>();
    for (Path folder : folders()) {
      made.add(Files.createDirectories(folder.resolve(name)));
    }
    One one = new One(made, byController, name);
    Path cpu = one.in("cpu");
    CgroupFiles.write(cpu, "cpu.cfs_period_us", Integer.toString(Limits.PERIOD_MICROS));
    CgroupFiles.write(cpu, "cpu.cfs_quota_us", Long.toString(limits.quotaMicros()));
    String bytes = Long.toString(limits.memoryBytes());
    CgroupFiles.write(one.in("memory"), "memory.limit_in_bytes", bytes);
    CgroupFiles.writeIfThere(one.in("memory"), "memory.memsw.limit_in_bytes", bytes); // no swap
    CgroupFiles.write(one.in("pids"), "pids.max", Integer.toString(Limits.PROCESSES));
    return one;
  }

  private record One(List<Path> folders, Map<String, Path> byController, String name)
      implements Cgroup {
    Path in(String controller) {
      return byController.getOrDefault(controller, Path.of("")).resolve(name);
    }

    @Override
    public List<Path> entries() {
      return folders.stream().map(folder -> folder.resolve("cgroup.procs")).toList();
    }

    @Override
    public void freeze() throws IOException {
      CgroupFiles.write(in("freezer"), "freezer.state", "FROZEN");
    }

    @Override
    public void thaw() throws IOException {
      CgroupFiles.write(in("freezer"), "freezer.state", "THAWED");
    }

    @Override
    public long cpuNanos() throws IOException {
      return CgroupFiles.number(in("cpuacct").resolve("cpuacct.usage"));
    }

    @Override
    public long outOfMemoryKills() throws IOException {
      return CgroupFiles.keyed(in("memory").resolve("memory.oom_control"), "oom_kill");
    }

    @Override
    public List<Long> processes() throws IOException {
      return CgroupFiles.processes(in("memory"));
    }

    @Override
    public void remove() throws IOException {
      for (Path folder : folders) {
        CgroupFiles.removeWhenEmpty(folder);
      }
    }
  }
}
