package dev.firstlight.models;

import dev.firstlight.model.PackageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of packages that lie on this machine. */
public final class PackageFiles {
  private PackageFiles() {}

  /** What a file is now, with that path inside the package. */
  public static PackageFile digested(Path directory, String path) throws IOException {
    Path file = directory.resolve(path);
    return new PackageFile(path, Files.size(file), Sha256.of(file));
  }

  /** Deletes a directory and all in it, if it is there; follows no links. */
  public static void delete(Path directory) throws IOException {
    PackagePlace.delete(directory);
  }
}
