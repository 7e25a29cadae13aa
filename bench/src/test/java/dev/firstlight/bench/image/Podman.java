package dev.firstlight.bench.image;

import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.ProgramCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Podman, with images and containers in a folder of the tests' own, or in the user's.
 *
 * @param variables that say where
 */
record Podman(Map<String, String> variables) {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** What {@code images/build} and Podman itself are told by. */
  private static final String STORAGE = "CONTAINERS_STORAGE_CONF";

  private static final String CONFIGURATION = "CONTAINERS_CONF";

  /** With the images that the user has. */
  static Podman ofUser() {
    return new Podman(Map.of());
  }

  /** With nothing, in that folder; removing the folder removes all. */
  static Podman in(Path folder) throws IOException {
    Path storage = folder.resolve("storage.conf");
    Files.writeString(
        storage,
        """
        [storage]
        driver = "overlay"
        graphroot = "%s/images"
        runroot = "%s/run"
        """
            .formatted(folder, folder));
    // Locks in files of this folder too: those in shared memory would be everybody's.
    Path configuration = folder.resolve("containers.conf");
    Files.writeString(
        configuration,
        """
        [engine]
        lock_type = "file"
        tmp_dir = "%s/tmp"
        events_logger = "none"
        """
            .formatted(folder));
    return new Podman(Map.of(STORAGE, storage.toString(), CONFIGURATION, configuration.toString()));
  }

  /** Why it cannot be used here; empty if it can. */
  Optional<String> absence() throws InterruptedException {
    try {
      output(List.of("info"));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("Podman does not work here: " + e.getMessage());
    }
  }

  /** The words of a Podman command. */
  List<String> words(List<String> arguments) {
    List<String> words = new ArrayList<>(List.of("podman"));
    if (!isUnified()) {
      words.addAll(List.of("--runtime", "runc")); // crun refuses older control groups
    }
    words.addAll(arguments);
    return words;
  }

  /** A command that runs for as long as its container. */
  ProgramCommand command(List<String> arguments) {
    return ProgramCommand.of(words(arguments).toArray(String[]::new)).withVariables(variables);
  }

  /**
   * Runs a command to its end.
   *
   * @return what it printed
   * @throws IOException if it fails
   */
  String output(List<String> arguments) throws IOException, InterruptedException {
    try (ChildProcess process = ChildProcess.start(command(arguments))) {
      int value = process.awaitExit(PATIENCE);
      String printed = String.join("\n", process.lines());
      if (value != 0) {
        throw new IOException(arguments + " ended with " + value + ": " + printed);
      }
      return printed;
    }
  }

  private static boolean isUnified() {
    return Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
  }
}
