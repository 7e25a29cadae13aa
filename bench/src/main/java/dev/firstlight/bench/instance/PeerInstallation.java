package dev.firstlight.bench.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where {@code bench/peers/setup} put a peer. The file {@code command}, written last, has the words
 * that start it, one a line; {@code absent} has why it could not be installed.
 *
 * @param name of the peer
 * @param sources its folder in the checkout
 * @param folder that it is installed in
 */
record PeerInstallation(String name, Path sources, Path folder) {
  static PeerInstallation of(String name, Path home) {
    return new PeerInstallation(
        name,
        home.resolve("bench/peers").resolve(name),
        home.resolve("bench/target/peers").resolve(name));
  }

  /** Where its own files lie. */
  Path application() {
    return folder.resolve("app");
  }

  /** The words that start it. */
  List<String> command() throws IOException {
    return Files.readAllLines(folder.resolve("command")).stream()
        .filter(word -> !word.isBlank())
        .toList();
  }

  /** Why it cannot be used, and what would change that. */
  Optional<String> absence() {
    String remedy = "bench/peers/setup " + name;
    try {
      if (Files.isRegularFile(folder.resolve("absent"))) {
        String why = Files.readString(folder.resolve("absent")).trim();
        return Optional.of(why + "; then run " + remedy);
      }
      if (!Files.isRegularFile(folder.resolve("command")) || command().isEmpty()) {
        return Optional.of("it is not set up; run " + remedy);
      }
      if (isOutOfDate()) {
        return Optional.of("its sources have changed since it was set up; run " + remedy);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("its installation cannot be read (" + e + "); run " + remedy);
    }
  }

  private boolean isOutOfDate() throws IOException {
    if (!Files.isDirectory(sources)) {
      return false;
    }
    FileTime ready = Files.getLastModifiedTime(folder.resolve("command"));
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.getLastModifiedTime(file).compareTo(ready) > 0) {
          return true;
        }
      }
    }
    return false;
  }
}
