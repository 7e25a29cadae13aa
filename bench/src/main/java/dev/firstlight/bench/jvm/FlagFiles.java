package dev.firstlight.bench.jvm;

import dev.firstlight.bench.fault.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The flags of instances' JVMs, from the argument files that images hand to {@code java} as they
 * are. Only what needs no quoting is allowed in them, so that everybody reads them alike.
 */
public final class FlagFiles {
  private static final String EVERY = "instance.args";
  private static final String SINCE_25 = "instance-25.args";

  private FlagFiles() {}

  /**
   * The flags for that runtime.
   *
   * @param home the checkout, which has them in its folder {@code jvm}
   * @throws BenchException of kind FILE if they cannot be read
   */
  public static List<String> read(Path home, JavaHome java) {
    Path folder = home.resolve("jvm");
    List<String> flags = new ArrayList<>(flags(folder.resolve(EVERY)));
    if (java.feature() >= 25) {
      flags.addAll(flags(folder.resolve(SINCE_25)));
    }
    return List.copyOf(flags);
  }

  /** Flags as such a file. */
  public static String text(List<String> flags) {
    return String.join("\n", flags) + "\n";
  }

  private static List<String> flags(Path file) {
    List<String> flags = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String flag = line.trim();
        if (flag.isEmpty() || flag.startsWith("#")) {
          continue;
        }
        if (!flag.startsWith("-") || flag.matches(".*[\\s\"'\\\\#].*")) {
          throw new BenchException(
              BenchException.Kind.FILE,
              "\"%s\" has the line \"%s\"; a line is one flag that begins with - and has no blanks, quotes, \\ or #"
                  .formatted(file, flag));
        }
        flags.add(flag);
      }
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.FILE, "\"%s\" cannot be read: %s".formatted(file, e), e);
    }
    return flags;
  }
}
