package dev.firstlight.bench.container;

import dev.firstlight.bench.isolation.Limits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How a container is confined: as its platform would, or worse. Nothing but {@code /tmp} can be
 * written to, the user is nobody's, has no capabilities and cannot gain any.
 *
 * @param limits of CPU time, memory and {@code /tmp}
 * @param user id that it runs as
 * @param network {@code host} for this machine's own, or {@code none}
 * @param mounted folders that it sees at the same place, to read
 * @param labels that it can be found by
 * @param environment its variables; the engine's client must have them too
 */
public record ContainerOptions(
    Limits limits,
    int user,
    String network,
    List<Path> mounted,
    Map<String, String> labels,
    Map<String, String> environment) {
  /** That no image knows, and that also a user without privileges can hand out. */
  static final int USER = 61_234;

  /** A page, which is the least that there is: nothing to speak of can be written. */
  private static final int FULL_TMP_BYTES = 4096;

  public ContainerOptions {
    mounted = List.copyOf(mounted);
    labels = Map.copyOf(labels);
    environment = Map.copyOf(environment);
  }

  /** In this machine's network, so that it reaches a Runtime API or a store that listens here. */
  public static ContainerOptions of(Limits limits) {
    return new ContainerOptions(limits, USER, "host", List.of(), Map.of(), Map.of());
  }

  public ContainerOptions withUser(int other) {
    return new ContainerOptions(limits, other, network, mounted, labels, environment);
  }

  public ContainerOptions withNetwork(String other) {
    return new ContainerOptions(limits, user, other, mounted, labels, environment);
  }

  public ContainerOptions withMounted(Path folder) {
    return new ContainerOptions(limits, user, network, List.of(folder), labels, environment);
  }

  public ContainerOptions withLabels(Map<String, String> other) {
    return new ContainerOptions(limits, user, network, mounted, other, environment);
  }

  /** The same with these variables beside its own. */
  public ContainerOptions withEnvironment(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.putAll(more);
    return new ContainerOptions(limits, user, network, mounted, labels, all);
  }

  /**
   * The engine's arguments, up to the image's name. The container stays when it has ended, for what
   * can be learnt from it.
   */
  public List<String> run(Engine engine, String name) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "run",
                "--name=" + name,
                "--pull=never",
                "--read-only",
                "--network=" + network,
                "--user=" + user + ":0",
                "--cap-drop=all",
                "--security-opt=no-new-privileges",
                ulimit("nofile", Limits.FILE_DESCRIPTORS),
                ulimit("nproc", Limits.PROCESSES),
                "--pids-limit=" + Limits.PROCESSES,
                "--cpu-period=" + Limits.PERIOD_MICROS,
                "--cpu-quota=" + limits.quotaMicros(),
                tmp()));
    if (limits.memoryBytes() != Long.MAX_VALUE) {
      words.add("--memory=" + limits.memoryBytes() + "b");
      words.add("--memory-swap=" + limits.memoryBytes() + "b"); // none
    }
    if (engine.isPodman()) {
      words.add("--read-only-tmpfs=false"); // what else would be writable
    }
    labels.forEach((label, value) -> words.add("--label=" + label + "=" + value));
    mounted.forEach(folder -> words.add("--volume=" + folder + ":" + folder + ":ro"));
    // By name alone: values may be secrets, and all can read a command line.
    new TreeSet<>(environment.keySet()).forEach(variable -> words.add("--env=" + variable));
    return words;
  }

  private static String ulimit(String what, int most) {
    return "--ulimit=" + what + "=" + most + ":" + most;
  }

  private String tmp() {
    StringBuilder option = new StringBuilder("--tmpfs=/tmp:rw,exec,nosuid,nodev,mode=1777");
    if (limits.tmpIsFull()) {
      option.append(",size=").append(FULL_TMP_BYTES);
    } else if (limits.tmpBytes().isPresent()) {
      option.append(",size=").append(limits.tmpBytes().getAsLong());
    }
    return option.toString();
  }
}
