package dev.firstlight.store;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.PackageFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Checks files on this machine against what the manifest says of them.
 *
 * @param where the package lies, for messages
 */
record LocalFiles(String where) {
  /**
   * Files above that size are verified while they are being used: in the time that a smaller one
   * takes, nothing that reads it gets far.
   */
  private static final long BESIDE_BYTES = 16L << 20;

  /**
   * Verifies a package's own files. Large ones are told of before: to read them takes longer than
   * to open a model that maps them, and warms the system's cache for it. Their sizes are right by
   * then, so that what is mapped is there.
   *
   * @param files by size
   * @param places where they lie
   * @param sealed whether files that nobody here can write are checked by their sizes alone
   * @return the bytes whose digests were checked
   * @throws StartException of kind PACKAGE, STORE or DIGEST
   */
  long verify(
      List<PackageFile> files,
      Map<String, Path> places,
      boolean sealed,
      PackageDownload.Arrival arrival) {
    List<PackageFile> large = new ArrayList<>();
    long checked = 0;
    for (PackageFile file : files) {
      Path place = place(places, file);
      checkSize(place, file);
      if (sealed && isOutOfReach(place)) {
        arrival.arrived(file.path(), place);
      } else if (file.bytes() > BESIDE_BYTES) {
        large.add(file);
      } else {
        checkDigest(place, file);
        checked += file.bytes();
        arrival.arrived(file.path(), place);
      }
    }
    for (PackageFile file : large) {
      arrival.arrived(file.path(), place(places, file));
    }
    for (PackageFile file : large) {
      checkDigest(place(places, file), file);
      checked += file.bytes();
    }
    return checked;
  }

  /**
   * Whether this process can neither write a file nor put another in its place, as on the read-only
   * file system of a container.
   */
  private static boolean isOutOfReach(Path file) {
    try {
      Path real = file.toRealPath();
      Path folder = real.getParent();
      return folder != null && !Files.isWritable(real) && !Files.isWritable(folder);
    } catch (IOException e) {
      return false;
    }
  }

  private static Path place(Map<String, Path> places, PackageFile file) {
    return Objects.requireNonNull(places.get(file.path()), file.path());
  }

  /** Whether an earlier start has left that file whole; what it left damaged is fetched again. */
  static boolean isWhole(Path target, PackageFile file) throws IOException {
    return Files.isRegularFile(target)
        && Files.size(target) == file.bytes()
        && Sha256.of(target).equals(file.sha256());
  }

  private void checkSize(Path local, PackageFile file) {
    long size;
    try {
      if (!Files.exists(local)) {
        throw new NoSuchFileException(local.toString());
      }
      size = Files.size(local);
    } catch (IOException e) {
      throw unreadable(file.path(), e);
    }
    if (size != file.bytes()) {
      throw new StartException(
          StartException.Kind.DIGEST,
          "\"%s\" of model \"%s\" has %d bytes, but model.json says %d; the package is incomplete or was changed: build or copy it again"
              .formatted(file.path(), where, size, file.bytes()));
    }
  }

  private void checkDigest(Path local, PackageFile file) {
    String sha256;
    try {
      sha256 = Sha256.of(local);
    } catch (IOException e) {
      throw unreadable(file.path(), e);
    }
    if (!sha256.equals(file.sha256())) {
      throw Sha256.mismatch(file, where, sha256);
    }
  }

  /** What it means that a file cannot be had. */
  StartException unreadable(String path, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new StartException(
          StartException.Kind.PACKAGE,
          "\""
              + path
              + "\", which model.json lists, is missing from model \""
              + where
              + "\"; the package is incomplete: build or copy it again",
          e);
    }
    if (e instanceof CacheException) {
      return new StartException(
          StartException.Kind.STORE,
          "\"" + path + "\" of model \"" + where + "\" cannot be kept here: " + e.getMessage(),
          e);
    }
    String reason =
        e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    return new StartException(
        StartException.Kind.STORE,
        "\"" + path + "\" of model \"" + where + "\" cannot be read: " + reason,
        e);
  }
}
