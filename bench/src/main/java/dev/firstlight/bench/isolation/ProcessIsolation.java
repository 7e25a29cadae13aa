package dev.firstlight.bench.isolation;

import dev.firstlight.conformance.process.StartCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Each instance in a session of its own, frozen by signals. */
public final class ProcessIsolation implements Isolation {
  private final Keeper keeper;
  private final Entrance entrance;

  private ProcessIsolation(Keeper keeper, Entrance entrance) {
    this.keeper = keeper;
    this.entrance = entrance;
  }

  /**
   * Begins.
   *
   * @param needed folders that instances read or write: what of them lies in {@code /tmp} stays
   *     there where an instance gets a {@code /tmp} of its own
   * @throws dev.firstlight.bench.fault.BenchException of kind USAGE where this machine cannot do it
   */
  public static Isolation begin(List<Path> needed) {
    Keeper keeper = new Keeper(List.of());
    return new ProcessIsolation(keeper, new Entrance(keeper.mark(), needed));
  }

  @Override
  public Cell open(Limits limits) {
    return new ProcessCell(limits);
  }

  @Override
  public boolean hasOwnTmp() {
    return entrance.mounts();
  }

  @Override
  public List<String> gaps() {
    List<String> gaps =
        new ArrayList<>(
            List.of(
                "the memory size is told to instances, but neither their memory nor their CPU time is"
                    + " limited (--isolation cgroup does both)"));
    if (!entrance.mounts()) {
      gaps.add("instances use this machine's /tmp, without a limit: this user may not mount one");
    }
    return gaps;
  }

  @Override
  public void close() {
    keeper.close();
  }

  private final class ProcessCell implements Cell {
    private final Limits limits;
    private volatile long group;

    ProcessCell(Limits limits) {
      this.limits = limits;
    }

    @Override
    public StartCommand within(StartCommand command) {
      return entrance.enter(command, List.of(), limits);
    }

    @Override
    public void started(long pid) {
      group = pid;
    }

    @Override
    public void freeze() {
      if (group != 0) {
        keeper.stop(group);
      }
    }

    @Override
    public void thaw() {
      if (group != 0) {
        keeper.go(group);
      }
    }

    @Override
    public void close() {}
  }
}
