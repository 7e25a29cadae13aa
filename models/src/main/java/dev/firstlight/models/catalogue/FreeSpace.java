package dev.firstlight.models.catalogue;

import dev.firstlight.fault.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;

/** Whether a disk has room for what is to come: known before, not after half an hour. */
final class FreeSpace {
  private FreeSpace() {}

  /** Bytes that may still be written where that path lies, or would. */
  static long usable(Path path) {
    try {
      return Files.getFileStore(existing(path)).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Checks that there is room for what is still to be downloaded and for the package, which are
   * both there for a moment.
   *
   * @throws StartException of kind STORE that says how much is missing where
   */
  static void check(
      ToLongFunction<Path> space, Path downloads, long download, Path target, long bytes) {
    if (sameDisk(downloads, target)) {
      check(space, target, download + bytes);
    } else {
      check(space, downloads, download);
      check(space, target, bytes);
    }
  }

  private static void check(ToLongFunction<Path> space, Path path, long needed) {
    long there = space.applyAsLong(path);
    if (there < needed) {
      throw new StartException(
          StartException.Kind.STORE,
          "the disk of \"%s\" has room for %,d bytes, but the model needs %,d (its download and its package, for a moment both); make room, or name another disk with --out"
              .formatted(path, there, needed));
    }
  }

  private static boolean sameDisk(Path one, Path other) {
    try {
      return Files.getFileStore(existing(one)).equals(Files.getFileStore(existing(other)));
    } catch (IOException e) {
      return true;
    }
  }

  private static Path existing(Path path) {
    Path place = path.toAbsolutePath().normalize();
    while (!Files.exists(place) && place.getParent() != null) {
      place = place.getParent();
    }
    return place;
  }
}
