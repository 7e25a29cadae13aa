package dev.firstlight.models;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.ModelManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory where a package is to lie: what may be put there, and how it gets there. */
final class PackagePlace {
  /** Racing builds that may win before one gives up. */
  private static final int ATTEMPTS = 100;

  /** Between a package's name and a UUID: the directory in which it is being built. */
  static final String BUILDING = ".building-";

  /** Likewise: the directory of the package that it has replaced. */
  private static final String REPLACED = ".replaced-";

  /** Nothing is written so slowly, nor is a computer often suspended for so long. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private PackagePlace() {}

  /** A hidden directory of its own beside the package's, for that purpose. */
  static Path beside(Path target, String purpose) {
    return target.resolveSibling("." + target.getFileName() + purpose + UUID.randomUUID());
  }

  /**
   * Deletes what builds of this package that were killed have left: in which nothing was written
   * for a day. What cannot be deleted stays, since it is in nobody's way.
   */
  static void deleteLeftovers(Path target) throws IOException {
    FileTime abandoned = FileTime.from(Instant.now().minus(ABANDONED));
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(target.resolveSibling(""), entry -> isLeftover(entry, target))) {
      for (Path entry : entries) {
        if (newest(entry).compareTo(abandoned) < 0) {
          delete(entry);
        }
      }
    } catch (FileSystemException | DirectoryIteratorException e) {
      // Another build may be deleting the same, or it belongs to another user.
    }
  }

  private static boolean isLeftover(Path entry, Path target) {
    String name = String.valueOf(entry.getFileName());
    String own = "." + target.getFileName();
    return name.matches(
            Pattern.quote(own)
                + "("
                + BUILDING
                + "|"
                + REPLACED
                + ")[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
        && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
  }

  /** When anything in a directory, or itself, was last written. */
  private static FileTime newest(Path directory) throws IOException {
    try (Stream<Path> entries = Files.walk(directory)) {
      FileTime newest = Files.getLastModifiedTime(directory);
      for (Path entry : entries.toList()) {
        FileTime time = Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS);
        newest = time.compareTo(newest) > 0 ? time : newest;
      }
      return newest;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  static StartException refused(Path target, String why) {
    return new StartException(StartException.Kind.PACKAGE, "\"" + target + "\" " + why);
  }

  /** Refuses what is neither absent, nor empty, nor a package: it may be somebody's work. */
  static void checkReplaceable(Path target) throws IOException {
    // Looked at twice: the first may have met a package that a racing build was just deleting.
    boolean foreign = isForeign(target);
    if (foreign) {
      foreign = isForeign(target);
    }
    if (foreign) {
      throw refused(
          target,
          "has files but no %s, so it is no package and is not replaced; name another directory"
              .formatted(ModelManifest.FILE));
    }
  }

  /** Whether a directory has files but no manifest, by one look at what is in it. */
  private static boolean isForeign(Path target) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
      boolean empty = true;
      for (Path entry : entries) {
        if (entry.endsWith(ModelManifest.FILE)) {
          return false;
        }
        empty = false;
      }
      return !empty;
    } catch (NoSuchFileException e) {
      return false;
    } catch (NotDirectoryException e) {
      throw refused(target, "is a file; name a directory for the package");
    }
  }

  /**
   * Puts a finished directory there. Another build may do the same at any moment; whoever loses
   * judges anew what the winner left.
   *
   * @param paths all the files that it has
   * @param replace whether a different package is replaced
   * @param extended the package that it extends, which is replaced if it is still the same
   * @return false if the same files were already there
   */
  static boolean move(
      Path built,
      Path target,
      Set<String> paths,
      boolean replace,
      Optional<PackageExtension> extended)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return moveOnce(built, target, paths, replace, extended);
      } catch (FileSystemException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static boolean moveOnce(
      Path built,
      Path target,
      Set<String> paths,
      boolean replace,
      Optional<PackageExtension> extended)
      throws IOException {
    checkReplaceable(target);
    if (!isPackage(target)) {
      Files.move(built, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
    String different = difference(built, target, paths);
    if (different == null) {
      return false;
    }
    if (!replace && !(extended.isPresent() && extended.get().holds(built, target))) {
      throw refused(
          target,
          "already has a package with a different or damaged \"%s\"; pass --replace to replace it,"
                  .formatted(different)
              + " or name another directory");
    }
    Path old = beside(target, REPLACED);
    // So that nobody takes it for abandoned while it may still have to go back.
    Files.setLastModifiedTime(target, FileTime.from(Instant.now()));
    Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    try {
      Files.move(built, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.exists(target)) {
        Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    } finally {
      delete(old);
    }
    return true;
  }

  private static @Nullable String difference(Path built, Path target, Set<String> paths)
      throws IOException {
    for (String path : paths.stream().sorted().toList()) {
      Path there = target.resolve(path);
      if (!Files.isRegularFile(there) || Files.mismatch(built.resolve(path), there) >= 0) {
        return path;
      }
    }
    return null;
  }

  private static boolean isPackage(Path directory) {
    return Files.isRegularFile(directory.resolve(ModelManifest.FILE));
  }

  /** Deletes a directory and all in it, if it is there; follows no links. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
