package dev.firstlight.bench.jvm;

import dev.firstlight.bench.fault.BenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that a startup archive depends on, one line each: the Java runtime, its flags, and name, time
 * and SHA-256 of every jar in order. The JVM itself cannot be relied on to notice a changed jar.
 *
 * @param lines of the key
 * @see <a href="https://bugs.openjdk.org/browse/JDK-8377932">JDK-8377932</a>
 */
public record ArchiveKey(List<String> lines) {
  private static final String JAR = "jar ";

  public ArchiveKey {
    lines = List.copyOf(lines);
  }

  /**
   * The key of what lies there now; reads every jar.
   *
   * @param use what the archive is for, as a target and a kind of model: another use loads other
   *     classes
   * @param flags of the JVM, without those about the archive
   * @throws BenchException of kind FILE if the class path has what no archive can have: a folder,
   *     or a jar that cannot be read
   */
  public static ArchiveKey of(String use, JavaHome java, List<String> flags, List<Path> classPath) {
    List<String> lines = new ArrayList<>();
    lines.add("use " + use);
    lines.add("java " + java.version());
    flags.forEach(flag -> lines.add("flag " + flag));
    for (Path jar : classPath) {
      if (!Files.isRegularFile(jar)) {
        throw new BenchException(
            BenchException.Kind.FILE,
            "\"%s\" on the class path is no jar, and a startup archive can have only jars; pack it"
                .formatted(jar));
      }
      lines.add(JAR + place(jar, java) + " of " + modified(jar) + " " + digest(jar));
    }
    return new ArchiveKey(lines);
  }

  /** Tells keys apart. */
  public String digest() {
    return FileDigest.of(text().getBytes(StandardCharsets.UTF_8));
  }

  /** The first difference in words; empty if there is none. */
  Optional<String> difference(ArchiveKey now) {
    for (int i = 0; i < Math.max(lines.size(), now.lines.size()); i++) {
      String made = i < lines.size() ? lines.get(i) : "";
      String found = i < now.lines.size() ? now.lines.get(i) : "";
      if (!made.equals(found)) {
        return Optional.of(
            "it was made with \"" + shown(made) + "\", and now there is \"" + shown(found) + "\"");
      }
    }
    return Optional.empty();
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  /** A jar's digest cut to what tells it from another. */
  private static String shown(String line) {
    int blank = line.lastIndexOf(' ');
    return line.startsWith(JAR) && line.length() - blank > 13
        ? line.substring(0, blank + 13)
        : line;
  }

  /** From Java 25 on an archive survives that all its jars are moved. */
  private static Path place(Path jar, JavaHome java) {
    return ArchiveForm.of(java) == ArchiveForm.CLASS_DATA
        ? jar.toAbsolutePath()
        : jar.getFileName();
  }

  private static String digest(Path jar) {
    try {
      return FileDigest.of(jar);
    } catch (IOException e) {
      throw unreadable(jar, e);
    }
  }

  /** The JVM refuses a jar that was written again, though it be the same. */
  private static FileTime modified(Path jar) {
    try {
      return Files.getLastModifiedTime(jar);
    } catch (IOException e) {
      throw unreadable(jar, e);
    }
  }

  private static BenchException unreadable(Path jar, IOException reason) {
    return new BenchException(
        BenchException.Kind.FILE, "\"%s\" cannot be read: %s".formatted(jar, reason), reason);
  }
}
