package dev.firstlight.bench.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a container is confined: as its platform would, or worse.
 *
 * @param memoryMegabytes that it and its files in memory may take
 * @param cpus that it may use
 * @param user whose it runs as; one that the image does not know
 * @param network {@code host} for the tests' own, or {@code none}
 * @param mounted folders that it sees at the same place, to read
 * @param environment its variables
 */
record ContainerOptions(
    int memoryMegabytes,
    double cpus,
    int user,
    String network,
    List<Path> mounted,
    Map<String, String> environment) {
  private static final int MEGABYTES_PER_CPU = 1769;

  ContainerOptions {
    mounted = List.copyOf(mounted);
    environment = Map.copyOf(environment);
  }

  /** Lambda's share of CPUs for that memory, and a user that nobody knows. */
  static ContainerOptions withMemory(int megabytes) {
    return new ContainerOptions(
        megabytes,
        (double) megabytes / MEGABYTES_PER_CPU,
        1_000_730_000, // as OpenShift hands them out
        "host",
        List.of(),
        Map.of());
  }

  ContainerOptions withNetwork(String other) {
    return new ContainerOptions(memoryMegabytes, cpus, user, other, mounted, environment);
  }

  ContainerOptions withMounted(Path folder) {
    return new ContainerOptions(memoryMegabytes, cpus, user, network, List.of(folder), environment);
  }

  ContainerOptions withEnvironment(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.putAll(more);
    return new ContainerOptions(memoryMegabytes, cpus, user, network, mounted, all);
  }

  /** The words after {@code podman}, up to the image's name. */
  List<String> run(String name) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "run",
                "--rm",
                "--name=" + name,
                "--read-only",
                "--network=" + network,
                "--user=" + user + ":0",
                "--memory=" + memoryMegabytes + "m",
                "--cpus=%.3f".formatted(cpus),
                "--cap-drop=all",
                "--security-opt=no-new-privileges",
                // Lambda's own numbers.
                "--ulimit=nofile=1024:1024",
                "--ulimit=nproc=1024:1024",
                "--pids-limit=1024",
                // What the command itself gets: Lambda's variables are known with the instance
                // only.
                "--env=AWS_*",
                "--env=FIRSTLIGHT_*",
                "--env=LAMBDA_*",
                "--env=_HANDLER"));
    mounted.forEach(folder -> words.add("--volume=" + folder + ":" + folder + ":ro"));
    environment.forEach((variable, value) -> words.add("--env=" + variable + "=" + value));
    return words;
  }

  /** The folder of a package, if that is where the variable points. */
  static Optional<Path> modelFolder(Map<String, String> environment) {
    String model = environment.getOrDefault("FIRSTLIGHT_MODEL", "");
    return model.startsWith("/") ? Optional.of(Path.of(model)) : Optional.empty();
  }
}
