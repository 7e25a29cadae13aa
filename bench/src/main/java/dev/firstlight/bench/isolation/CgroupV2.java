package dev.firstlight.bench.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Cgroups of version 2: one hierarchy for all controllers.
 *
 * @param folder whose children are instances' cgroups
 */
record CgroupV2(Path folder) implements CgroupTree {
  private static final String CONTROLLERS = "+cpu +memory +pids";

  /**
   * Makes this process's folder, in a cgroup that passes the controllers on to its children.
   *
   * @param parent the root, or a cgroup that was delegated to this user and has no processes
   * @throws IOException if it cannot be made, or has not the controllers
   */
  static CgroupV2 in(Path parent, String name) throws IOException {
    CgroupFiles.write(parent, "cgroup.subtree_control", CONTROLLERS);
    CgroupFiles.removeLeftovers(parent);
    Path folder = Files.createDirectories(parent.resolve(name));
    CgroupFiles.write(folder, "cgroup.subtree_control", CONTROLLERS);
    return new CgroupV2(folder);
  }

  @Override
  public List<Path> folders() {
    return List.of(folder);
  }

  @Override
  public Cgroup create(String name, Limits limits) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    CgroupFiles.write(own, "cpu.max", limits.quotaMicros() + " " + Limits.PERIOD_MICROS);
    CgroupFiles.write(own, "memory.max", Long.toString(limits.memoryBytes()));
    CgroupFiles.writeIfThere(own, "memory.swap.max", "0");
    CgroupFiles.writeIfThere(own, "memory.oom.group", "1");
    CgroupFiles.write(own, "pids.max", Integer.toString(Limits.PROCESSES));
    return new One(own);
  }

  private record One(Path own) implements Cgroup {
    @Override
    public List<Path> entries() {
      return List.of(own.resolve("cgroup.procs"));
    }

    @Override
    public void freeze() throws IOException {
      CgroupFiles.write(own, "cgroup.freeze", "1");
    }

    @Override
    public void thaw() throws IOException {
      CgroupFiles.write(own, "cgroup.freeze", "0");
    }

    @Override
    public long cpuNanos() throws IOException {
      return CgroupFiles.keyed(own.resolve("cpu.stat"), "usage_usec") * 1000;
    }

    @Override
    public long outOfMemoryKills() throws IOException {
      return CgroupFiles.keyed(own.resolve("memory.events"), "oom_kill");
    }

    @Override
    public List<Long> processes() throws IOException {
      return CgroupFiles.processes(own);
    }

    @Override
    public void remove() throws IOException {
      CgroupFiles.removeWhenEmpty(own);
    }
  }
}
