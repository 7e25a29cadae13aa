package dev.firstlight.bench.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What was decided before anything was sent, and on which machine: enough to repeat the run.
 *
 * @param run when it began
 * @param command the command line that repeats it
 * @param version of Firstlight
 * @param model folder of the model package
 * @param targets in the order asked for
 * @param peers that the targets are compared against
 * @param leftOut peers that were asked for but cannot take part, and why
 * @param runtimes in the order asked for
 * @param stores likewise
 * @param granted what instances are granted, where that is less than the machine
 * @param cold starts of each design point
 * @param warm requests to each design point
 * @param seed of the order of starts and of the payloads
 * @param jvm of every instance
 * @param machine that it ran on
 */
public record RunPlan(
    Instant run,
    String command,
    String version,
    String model,
    List<String> targets,
    List<String> peers,
    List<String> leftOut,
    List<String> runtimes,
    List<String> stores,
    Granted granted,
    int cold,
    int warm,
    long seed,
    Jvm jvm,
    Machine machine) {
  /** The schema that is written. */
  public static final String SCHEMA = "firstlight.plan/1";

  public RunPlan {
    targets = List.copyOf(targets);
    peers = List.copyOf(peers);
    leftOut = List.copyOf(leftOut);
    runtimes = List.copyOf(runtimes);
    stores = List.copyOf(stores);
    if (targets.isEmpty() || runtimes.isEmpty() || stores.isEmpty()) {
      throw new IllegalArgumentException("a run needs a target, a serving runtime and a store");
    }
    if (cold < 1 || warm < 0) {
      throw new IllegalArgumentException(
          cold + " cold starts and " + warm + " warm requests; at least 1 and 0 are allowed");
    }
  }

  /**
   * What instances are granted.
   *
   * @param megabytes memory sizes in the order asked for; none for all that the machine has
   * @param isolation that holds them to it: {@code process}, where memory is only told to them,
   *     {@code cgroup} or {@code container}
   */
  public record Granted(List<Integer> megabytes, String isolation) {
    /** All that the machine has. */
    public static final Granted MACHINE = new Granted(List.of(), "process");

    public Granted {
      megabytes = List.copyOf(megabytes);
    }

    /** Whether instances are containers. */
    public boolean isContainer() {
      return isolation.equals("container");
    }

    private List<OptionalInt> sizes() {
      return megabytes.isEmpty()
          ? List.of(OptionalInt.empty())
          : megabytes.stream().map(OptionalInt::of).toList();
    }
  }

  /** What is compared: every target and peer with every serving runtime, memory size and store. */
  public List<DesignPoint> points() {
    List<DesignPoint> points = new ArrayList<>();
    for (String store : stores) {
      for (OptionalInt size : granted.sizes()) {
        for (String runtime : runtimes) {
          for (String target : targets) {
            points.add(new DesignPoint(target, runtime, store, size));
          }
          for (String peer : peers) {
            points.add(new DesignPoint(peer, runtime, store, size));
          }
        }
      }
    }
    return points;
  }

  /** The same with the startup archives that were found or made. */
  public RunPlan withArchives(List<String> archives) {
    return new RunPlan(
        run,
        command,
        version,
        model,
        targets,
        peers,
        leftOut,
        runtimes,
        stores,
        granted,
        cold,
        warm,
        seed,
        new Jvm(jvm.setting(), jvm.version(), jvm.flags(), archives),
        machine);
  }

  /**
   * The JVM of instances.
   *
   * @param setting that was asked for: {@code tuned}, or {@code plain} for a JVM as it comes
   * @param version of the runtime, with its vendor
   * @param flags of every instance, without those about archives
   * @param archives one for each design point that starts from an archive: the point, the archive's
   *     form, and the beginning of its key's digest
   */
  public record Jvm(String setting, String version, List<String> flags, List<String> archives) {
    public Jvm {
      flags = List.copyOf(flags);
      archives = List.copyOf(archives);
    }
  }

  /**
   * A machine.
   *
   * @param processor its name
   * @param cpus that this process may use
   * @param memoryBytes installed
   * @param system operating system and architecture
   * @param load the one-minute load average before the run; below 0 where unknown
   */
  public record Machine(String processor, int cpus, long memoryBytes, String system, double load) {}
}
