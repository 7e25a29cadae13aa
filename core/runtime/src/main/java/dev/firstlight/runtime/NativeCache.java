package dev.firstlight.runtime;

import dev.firstlight.fault.StartException;
import dev.firstlight.platform.PrivateDirectory;
import dev.firstlight.platform.ProcessLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * Native libraries, unpacked from the class path once for all processes of a machine. They go to a
 * directory that is named after what it holds; a later start finds it there, compares names and
 * sizes, and reads or writes nothing else.
 *
 * <p>A directory appears whole or not at all: its files are written beside it, checked against the
 * sizes and CRC-32s that the jar declares, and then the directory is renamed. A process that is
 * killed before that leaves only what the next one removes. Processes that start together wait for
 * the first instead of unpacking the same bytes beside it. Code is loaded from here, so a cache
 * directory that others could write to is refused.
 *
 * <p>Safe for use by several threads and several processes.
 */
public final class NativeCache {
  private static final String CONTENTS = "contents";

  private final Path cacheDirectory;

  /** Unpacks below that directory, which is made, for its owner alone to write to, if absent. */
  public NativeCache(Path cacheDirectory) {
    this.cacheDirectory = cacheDirectory.toAbsolutePath();
  }

  /**
   * The directory that holds those resources as files, unpacked now if no earlier start has done
   * so. A file's name is the last part of its resource's.
   *
   * @param library the library's name, for the directory and for messages
   * @param version its version, likewise
   * @param loader where the resources are found
   * @param resources full names on the class path, as {@code /native/linux-x64/libexample.so}; no
   *     two may end in the same file name
   * @throws StartException of kind RUNTIME if a resource is absent (the message lists the platforms
   *     that there are), damaged or cannot be written, or if the cache directory is not safe
   */
  public Path unpack(String library, String version, ClassLoader loader, List<String> resources) {
    check(library, version, resources);
    try {
      List<PackedFile> files = new ArrayList<>();
      for (String resource : resources) {
        files.add(PackedFile.find(library, version, loader, resource));
      }
      String contents = contents(files);
      String name = library + "-" + version + "-" + digest(contents);
      Path target = cacheDirectory.resolve(name);
      PrivateDirectory.make(cacheDirectory);
      if (!isComplete(target, contents, files)) {
        unpack(name, target, contents, files);
      }
      return target;
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.RUNTIME,
          "native library \"%s\" %s cannot be unpacked to \"%s\": %s; make that directory writable, choose another cache directory, or name one that already holds the libraries"
              .formatted(library, version, cacheDirectory, reason(e)),
          e);
    }
  }

  private void unpack(String name, Path target, String contents, List<PackedFile> files)
      throws IOException {
    try (ProcessLock lock = ProcessLock.on(cacheDirectory.resolve("." + name + ".lock"))) {
      if (isComplete(target, contents, files)) {
        return;
      }
      if (lock.isHeld()) {
        removeLeftovers(name);
      }
      Path fresh = cacheDirectory.resolve("." + name + "." + UUID.randomUUID());
      PrivateDirectory.make(fresh);
      try {
        for (PackedFile file : files) {
          file.copyTo(fresh.resolve(file.name()));
        }
        // Not forced to disk, which would cost more than the unpacking: after a power failure
        // files come up short, and the sizes show it.
        Files.writeString(fresh.resolve(CONTENTS), contents, StandardOpenOption.CREATE_NEW);
        publish(fresh, target, contents, files);
      } finally {
        remove(fresh);
      }
    }
  }

  private void publish(Path fresh, Path target, String contents, List<PackedFile> files)
      throws IOException {
    try {
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException taken) {
      if (isComplete(target, contents, files)) {
        return;
      }
      if (!Files.exists(target)) {
        throw taken;
      }
      // Something damaged lies there. It is moved away first, so that nobody meets it half removed.
      Path damaged = fresh.resolveSibling(fresh.getFileName() + ".damaged");
      Files.move(target, damaged, StandardCopyOption.ATOMIC_MOVE);
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      remove(damaged);
    }
  }

  private static boolean isComplete(Path target, String contents, List<PackedFile> files) {
    try {
      if (!Files.isDirectory(target)
          || !Files.readString(target.resolve(CONTENTS)).equals(contents)) {
        return false;
      }
      for (PackedFile file : files) {
        if (Files.size(target.resolve(file.name())) != file.bytes()) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void removeLeftovers(String name) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(cacheDirectory)) {
      for (Path entry : entries) {
        String file = String.valueOf(entry.getFileName());
        if (file.startsWith("." + name + ".") && Files.isDirectory(entry)) {
          remove(entry);
        }
      }
    }
  }

  private static void remove(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.deleteIfExists(directory);
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        Files.deleteIfExists(entry);
      }
    }
    Files.deleteIfExists(directory);
  }

  /** One line a file: CRC-32, size, name. No formatter, whose locale data costs 20 ms once. */
  private static String contents(List<PackedFile> files) {
    StringBuilder text = new StringBuilder();
    for (PackedFile file : files) {
      text.append(hex(file.crc32())).append(' ').append(file.bytes());
      text.append(' ').append(file.name()).append('\n');
    }
    return text.toString();
  }

  /** Tells versions apart; not a defence, which is why it need not load a security provider. */
  private static String digest(String contents) {
    byte[] bytes = contents.getBytes(StandardCharsets.UTF_8);
    Checksum first = new CRC32();
    Checksum second = new CRC32C();
    first.update(bytes);
    second.update(bytes);
    return hex(first.getValue()) + hex(second.getValue());
  }

  private static String hex(long crc) {
    return HexFormat.of().toHexDigits(crc, 8);
  }

  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return e instanceof FileSystemException
        ? e.getClass().getSimpleName() + " " + message
        : message;
  }

  private static void check(String library, String version, List<String> resources) {
    if (!isName(library) || !isName(version)) {
      throw new IllegalArgumentException(
          "\"%s\" \"%s\" cannot name a directory; letters, digits and ._+- after the first can"
              .formatted(library, version));
    }
    Set<String> names = new HashSet<>();
    for (String resource : resources) {
      String name = PackedFile.fileName(resource);
      if (name.isEmpty() || name.equals(CONTENTS) || !names.add(name)) {
        throw new IllegalArgumentException(
            "resources " + resources + " need file names that differ, and not \"contents\"");
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("library \"" + library + "\" has no resources to unpack");
    }
  }

  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric = c < 128 && Character.isLetterOrDigit(c);
      if (!alphanumeric && (i == 0 || "._+-".indexOf(c) < 0)) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
