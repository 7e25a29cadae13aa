package dev.firstlight.bench.isolation;

import dev.firstlight.conformance.process.StartCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * How a command enters its place before it becomes the instance: a session of its own, cgroups, and
 * a {@code /tmp} of its own where this user may mount one. The process stays the same throughout,
 * so that its creation is the instance's.
 */
final class Entrance {
  private static final Path TMP = Path.of("/tmp");

  private final Map<String, String> mark;
  private final List<Path> needed;
  private final boolean mounts;

  /**
   * @param mark variables that every process gets
   * @param needed folders, or files in them, that instances read or write, wherever they lie
   */
  Entrance(Map<String, String> mark, List<Path> needed) {
    this.mark = mark;
    this.needed = outermostInTmp(needed);
    this.mounts = this.needed.stream().noneMatch(TMP::equals) && mayMount();
  }

  /** Whether instances can have a {@code /tmp} of their own. */
  boolean mounts() {
    return mounts;
  }

  StartCommand enter(StartCommand command, List<Path> cgroups, Limits limits) {
    boolean own = mounts && limits.tmpBytes().isPresent();
    List<String> words = new ArrayList<>(List.of("setsid"));
    Map<String, String> variables = new HashMap<>(mark);
    if (own || !cgroups.isEmpty()) {
      String script = Keeper.script("enter.sh");
      variables.put("FL_ENTER", script);
      words.addAll(List.of("/bin/sh", "-c", script, "enter", joined(cgroups)));
      words.add(Integer.toString(Limits.FILE_DESCRIPTORS));
      words.add(own ? Long.toString(limits.tmpBytes().getAsLong()) : "-");
      words.add(limits.tmpIsFull() ? "full" : "empty");
      words.add(joined(needed));
    }
    return command.after(words).with(variables);
  }

  private static String joined(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(":"));
  }

  private static List<Path> outermostInTmp(List<Path> paths) {
    List<Path> inTmp =
        paths.stream()
            .map(path -> path.toAbsolutePath().normalize())
            .map(path -> Files.isRegularFile(path) ? path.getParent() : path)
            .filter(path -> path != null && path.startsWith(TMP) && Files.isDirectory(path))
            .distinct()
            .sorted()
            .toList();
    List<Path> outermost = new ArrayList<>();
    for (Path path : inTmp) {
      if (outermost.stream().noneMatch(path::startsWith)) {
        outermost.add(path);
      }
    }
    return outermost;
  }

  private static boolean mayMount() {
    try {
      Process probe =
          new ProcessBuilder(
                  "unshare",
                  "--mount",
                  "--propagation",
                  "private",
                  "mount",
                  "--bind",
                  "/tmp",
                  "/mnt")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
