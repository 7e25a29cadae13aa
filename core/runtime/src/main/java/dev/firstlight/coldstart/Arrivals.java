package dev.firstlight.coldstart;

import dev.firstlight.model.PackageFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The files of a package as they come. Whoever needs one waits for it, and no longer. Safe for use
 * by several threads.
 */
final class Arrivals {
  private final Map<String, CompletableFuture<Path>> files = new HashMap<>();

  /**
   * @param expected what is to come
   */
  Arrivals(List<PackageFile> expected) {
    for (PackageFile file : expected) {
      files.put(file.path(), new CompletableFuture<>());
    }
  }

  /** Notes that a file can be used. */
  void arrived(String path, Path place) {
    of(path).complete(place);
  }

  /** Notes that nothing more will come, so that nobody waits for it. */
  void end(Throwable why) {
    for (CompletableFuture<Path> file : files.values()) {
      file.completeExceptionally(why);
    }
  }

  /**
   * Waits for a file.
   *
   * @return where it lies
   * @throws StageException if it does not come
   */
  Path await(String path) {
    return Background.join(of(path));
  }

  /** Waits for several; where each lies, by its path. */
  Map<String, Path> await(List<PackageFile> wanted) {
    Map<String, Path> places = new HashMap<>();
    for (PackageFile file : wanted) {
      places.put(file.path(), await(file.path()));
    }
    return places;
  }

  private CompletableFuture<Path> of(String path) {
    CompletableFuture<Path> file = files.get(path);
    if (file == null) {
      throw new IllegalArgumentException("\"" + path + "\" is no file of this package's manifest");
    }
    return file;
  }
}
