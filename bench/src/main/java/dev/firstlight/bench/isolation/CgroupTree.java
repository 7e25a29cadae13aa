package dev.firstlight.bench.isolation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The cgroups of this process's instances, of one of Linux's two versions. */
interface CgroupTree {
  /** The folders whose children are cgroups of instances; made already. */
  List<Path> folders();

  /**
   * Makes a cgroup with those limits.
   *
   * @throws IOException if it cannot be made
   */
  Cgroup create(String name, Limits limits) throws IOException;

  /** One instance's cgroup, or one in each hierarchy. */
  interface Cgroup {
    /** The files to which a process writes in order to enter. */
    List<Path> entries();

    void freeze() throws IOException;

    void thaw() throws IOException;

    long cpuNanos() throws IOException;

    /** How many of its processes were killed as there was no memory left for them. */
    long outOfMemoryKills() throws IOException;

    /** The processes in it. */
    List<Long> processes() throws IOException;

    /**
     * Removes it.
     *
     * @throws IOException if a process is still in it
     */
    void remove() throws IOException;
  }
}
