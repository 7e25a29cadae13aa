package dev.firstlight.bench.instance;

import dev.firstlight.bench.fault.BenchException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The cache of instances that fetch their model: native libraries stay unpacked, as in a deployed
 * image, but what was fetched is forgotten before each start, so that each fetches it. A folder of
 * this process's own, removed when it is closed; what a killed process left, the next one removes.
 */
public final class InstanceCache implements AutoCloseable {
  private static final String PREFIX = "instances-";

  private final Path folder;

  private InstanceCache(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes it.
   *
   * @param parent where it goes: the same disk as instances would use
   * @throws BenchException of kind FILE if it cannot be made
   */
  public static InstanceCache in(Path parent) {
    try {
      Files.createDirectories(parent);
      removeLeftovers(parent);
      Path folder = parent.resolve(PREFIX + ProcessHandle.current().pid());
      Files.createDirectories(folder);
      return new InstanceCache(folder);
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.FILE, "cannot write to \"%s\": %s".formatted(parent, e), e);
    }
  }

  public Path folder() {
    return folder;
  }

  /** Forgets what was fetched. No instance may run. */
  void forgetPackages() throws IOException {
    remove(folder.resolve("packages"));
  }

  /** A folder for what an instance writes anywhere else; it is not there until it is cleared. */
  Path scratch() {
    return folder.resolve("scratch");
  }

  /** Leaves an empty scratch folder. No instance may run. */
  void clearScratch() throws IOException {
    remove(scratch());
    Files.createDirectories(scratch());
  }

  private static void removeLeftovers(Path parent) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path each : found) {
        String pid = each.getFileName().toString().substring(PREFIX.length());
        if (pid.matches("\\d{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          remove(each);
        }
      }
    }
  }

  private static void remove(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(tree)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }

  /** Removes it, as far as that can be done: the next run tries again. */
  @Override
  public void close() {
    try {
      remove(folder);
    } catch (IOException e) {
      // An instance that was killed a moment ago may still write.
    }
  }
}
