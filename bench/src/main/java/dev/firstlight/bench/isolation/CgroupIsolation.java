package dev.firstlight.bench.isolation;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.conformance.process.StartCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Each instance in cgroups of its own. */
public final class CgroupIsolation implements Isolation {
  private final CgroupTree tree;
  private final Keeper keeper;
  private final Entrance entrance;
  private final AtomicInteger count = new AtomicInteger();

  private CgroupIsolation(CgroupTree tree, Keeper keeper, Entrance entrance) {
    this.tree = tree;
    this.keeper = keeper;
    this.entrance = entrance;
  }

  /**
   * Begins, and removes what killed processes left.
   *
   * @param needed folders that instances read or write: what of them lies in {@code /tmp} stays
   *     there where an instance gets a {@code /tmp} of its own
   * @throws BenchException of kind USAGE that says why this machine or user cannot have cgroups
   */
  public static Isolation begin(List<Path> needed) {
    CgroupTree tree;
    try {
      tree =
          CgroupMounts.in(Files.readAllLines(Path.of("/proc/mounts")))
              .tree(
                  Files.readAllLines(Path.of("/proc/self/cgroup")), ProcessHandle.current().pid());
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "isolation \"cgroup\" takes Linux; choose --isolation process: " + e,
          e);
    }
    Keeper keeper = new Keeper(tree.folders());
    return new CgroupIsolation(tree, keeper, new Entrance(keeper.mark(), needed));
  }

  @Override
  public Cell open(Limits limits) throws IOException {
    return new CgroupCell(tree.create("i" + count.incrementAndGet(), limits), limits);
  }

  @Override
  public boolean hasOwnTmp() {
    return entrance.mounts();
  }

  @Override
  public List<String> gaps() {
    return entrance.mounts()
        ? List.of()
        : List.of(
            "instances use this machine's /tmp, without a limit: this user may not mount one");
  }

  /** Files that cgroups consist of are removed by the keeper. */
  @Override
  public void close() {
    keeper.close();
  }

  private final class CgroupCell implements Cell {
    private final CgroupTree.Cgroup cgroup;
    private final Limits limits;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean killed;

    CgroupCell(CgroupTree.Cgroup cgroup, Limits limits) {
      this.cgroup = cgroup;
      this.limits = limits;
    }

    @Override
    public StartCommand within(StartCommand command) {
      return entrance.enter(command, cgroup.entries(), limits);
    }

    @Override
    public void started(long pid) {}

    @Override
    public void freeze() {
      change(cgroup::freeze);
    }

    @Override
    public void thaw() {
      change(cgroup::thaw);
    }

    private void change(Change change) {
      try {
        change.make();
      } catch (IOException e) {
        if (!closed.get()) {
          throw new UncheckedIOException("a cgroup cannot be written: " + e.getMessage(), e);
        }
      }
    }

    @Override
    public OptionalLong cpuNanos() {
      try {
        return OptionalLong.of(cgroup.cpuNanos());
      } catch (IOException e) {
        return OptionalLong.empty(); // closed
      }
    }

    @Override
    public boolean limitsMemory() {
      return true;
    }

    @Override
    public boolean ranOutOfMemory() {
      try {
        killed |= cgroup.outOfMemoryKills() > 0;
      } catch (IOException e) {
        return killed; // closed
      }
      return killed;
    }

    /** What is frozen in a cgroup of version 1 does not die. */
    @Override
    public void close() {
      if (!closed.compareAndSet(false, true)) {
        return;
      }
      try {
        killed |= cgroup.outOfMemoryKills() > 0;
        cgroup.thaw();
        for (long pid : cgroup.processes()) {
          ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        cgroup.remove();
      } catch (IOException e) {
        throw new UncheckedIOException("a cgroup cannot be removed: " + e.getMessage(), e);
      }
    }
  }

  /** A change of a cgroup's state. */
  private interface Change {
    void make() throws IOException;
  }
}
