package dev.firstlight.bench.isolation;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes the small files that cgroups consist of (cgroups(7)). */
final class CgroupFiles {
  private static final Pattern OWN = Pattern.compile("firstlight-(\\d{1,18})-[0-9a-f]+");

  private CgroupFiles() {}

  /** What a folder for the cgroups of a process's instances is called. */
  static String name(long pid) {
    return "firstlight-" + pid + "-" + Long.toHexString(System.nanoTime());
  }

  static void write(Path folder, String file, String value) throws IOException {
    Files.writeString(folder.resolve(file), value);
  }

  /** The same, where the kernel has such a file. */
  static void writeIfThere(Path folder, String file, String value) throws IOException {
    if (Files.exists(folder.resolve(file))) {
      write(folder, file, value);
    }
  }

  /** The number after a key in a file of lines {@code key number}; 0 where it has no such line. */
  static long keyed(Path file, String key) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(key + " ")) {
        return Long.parseLong(line.substring(key.length() + 1).trim());
      }
    }
    return 0;
  }

  static long number(Path file) throws IOException {
    return Long.parseLong(Files.readString(file).trim());
  }

  static List<Long> processes(Path folder) throws IOException {
    List<Long> pids = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(folder.resolve("cgroup.procs"))) {
        pids.add(Long.parseLong(line.trim()));
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return pids;
  }

  /** Removes what processes that have ended left in there: their instances, and the folders. */
  static void removeLeftovers(Path parent) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, "firstlight-*")) {
      for (Path left : found) {
        Matcher name = OWN.matcher(left.getFileName().toString());
        if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
          removeTree(left);
        }
      }
    }
  }

  private static void removeTree(Path tree) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(tree, Files::isDirectory)) {
      for (Path child : children) {
        writeIfThere(child, "freezer.state", "THAWED");
        writeIfThere(child, "cgroup.freeze", "0");
        for (long pid : processes(child)) {
          ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        removeWhenEmpty(child);
      }
    }
    removeWhenEmpty(tree);
  }

  /** A process that was killed leaves its cgroup a moment later; there is no event for it. */
  static void removeWhenEmpty(Path folder) throws IOException {
    for (int attempt = 0; ; attempt++) {
      try {
        Files.deleteIfExists(folder);
        return;
      } catch (IOException e) {
        if (attempt == 500) {
          throw e;
        }
        java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
      }
    }
  }
}
