package dev.firstlight.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A directory that only this user, or root, can write to. Others may read it, since an image is
 * built by one user and run by another.
 */
public final class PrivateDirectory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private PrivateDirectory() {}

  /** Makes the directory if it is absent, and refuses one that others could write to. */
  public static void make(Path directory) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(directory, PosixFileAttributeView.class);
    if (!Files.isDirectory(directory)) {
      if (view == null) {
        Files.createDirectories(directory);
      } else {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      }
    }
    if (view != null) {
      check(directory, view.readAttributes());
    }
  }

  private static void check(Path directory, PosixFileAttributes attributes) throws IOException {
    Set<PosixFilePermission> permissions = attributes.permissions();
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IOException(
          "\"%s\" has permissions %s, so others could replace code that this process runs (chmod go-w it, or name a directory inside it)"
              .formatted(directory, PosixFilePermissions.toString(permissions)));
    }
    if (!isOurs(directory, attributes)) {
      throw new IOException(
          "\"%s\" belongs to %s, who could replace code that this process runs (it must belong to the user of this process or to root)"
              .formatted(directory, attributes.owner().getName()));
    }
  }

  private static boolean isOurs(Path directory, PosixFileAttributes attributes) throws IOException {
    Object owner = Files.getAttribute(directory, "unix:uid");
    if (owner.equals(0)) {
      return true;
    }
    try {
      // A user id may have no name, as in containers; and the owner of /proc/self is root for a
      // process with file capabilities.
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("Uid:")) {
          return owner.toString().equals(line.split("\\s+", -1)[2]);
        }
      }
    } catch (NoSuchFileException e) {
      // Not Linux.
    }
    return attributes.owner().getName().equals(System.getProperty("user.name"));
  }
}
