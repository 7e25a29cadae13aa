package dev.firstlight.store;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.ManifestReader;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.platform.PrivateDirectory;
import dev.firstlight.platform.ProcessLock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Brings a package's files to this machine and checks every byte of them. Files that lie here
 * already are used where they lie. Others go to a folder of the cache that is named after the
 * manifest's digest; they get their names only once they are verified, so that whatever interrupts
 * a download leaves nothing that a later start would take for whole; what a killed one leaves, the
 * next removes. Used by one thread; its own work runs on the executor too.
 */
public final class PackageDownload implements AutoCloseable {
  private final ModelSource source;
  private final String where;
  private final LocalFiles checks;
  private final Path cacheDirectory;
  private final StoreOptions options;
  private final Backoff backoff;
  private final Executor executor;
  private final LongSupplier nanoTime;

  /**
   * @param source the package
   * @param uri where it lies, for messages
   * @param cacheDirectory where fetched files go
   * @param options how many reads go in parallel, and how often they are tried
   * @param backoff waits between two attempts
   * @param executor runs the reads; each keeps a thread until the download is over
   * @param nanoTime as {@link System#nanoTime}
   */
  public PackageDownload(
      ModelSource source,
      URI uri,
      Path cacheDirectory,
      StoreOptions options,
      Backoff backoff,
      Executor executor,
      LongSupplier nanoTime) {
    this.source = source;
    this.where = Redacted.uri(uri);
    this.checks = new LocalFiles(where);
    this.cacheDirectory = cacheDirectory;
    this.options = options;
    this.backoff = backoff;
    this.executor = executor;
    this.nanoTime = nanoTime;
  }

  /**
   * A manifest and the digest of its bytes.
   *
   * @param manifest what it says
   * @param sha256 of {@code model.json} as it lies in the store
   * @param bytes of {@code model.json}
   */
  public record Pinned(ModelManifest manifest, String sha256, long bytes) {}

  /**
   * Files that are here and verified.
   *
   * @param files where each lies, by its path in the package
   * @param bytes moved to this machine
   * @param checked bytes whose digests were compared; fewer than the files have where sealed ones
   *     were taken by their sizes
   * @param completeNanos when the last byte was here
   * @param verifiedNanos when the last byte was checked
   */
  public record Fetched(
      Map<String, Path> files, long bytes, long checked, long completeNanos, long verifiedNanos) {}

  /**
   * Reads the manifest.
   *
   * @param pinned the SHA-256 that it must have, if it is pinned
   * @throws StartException if it is absent, too large, malformed or not the pinned one
   */
  public Pinned manifest(Optional<String> pinned) {
    byte[] json = readManifest();
    String sha256 = Sha256.of(json);
    if (pinned.isPresent() && !pinned.get().equals(sha256)) {
      throw new StartException(
          StartException.Kind.DIGEST,
          "model.json at \"%s\" has SHA-256 %s, but the configuration pins %s"
              .formatted(where, sha256, pinned.get()));
    }
    return new Pinned(ManifestReader.read(json, where), sha256, json.length);
  }

  private byte[] readManifest() {
    for (int attempt = 1; ; attempt++) {
      try {
        return readManifestOnce();
      } catch (NoSuchFileException e) {
        throw new StartException(
            StartException.Kind.PACKAGE,
            "model \""
                + where
                + "\" has no model.json; point FIRSTLIGHT_MODEL at a model package"
                + " (firstlight models build mobilenet makes one)",
            e);
      } catch (IOException e) {
        if (e instanceof RefusedException || attempt == options.attempts()) {
          throw checks.unreadable(ModelManifest.FILE, e);
        }
        try {
          backoff.await(attempt);
        } catch (IOException interrupted) {
          throw checks.unreadable(ModelManifest.FILE, interrupted);
        }
      }
    }
  }

  private byte[] readManifestOnce() throws IOException {
    // Asked for as a range: the answer tells whether ranges of the other files can be read.
    long most = ManifestReader.MAX_BYTES + 1L;
    try (InputStream stream = source.read(ModelManifest.FILE, 0, most)) {
      byte[] json = stream.readNBytes((int) most);
      if (json.length == most) {
        throw new StartException(
            StartException.Kind.PACKAGE,
            "model.json at \""
                + where
                + "\" is larger than "
                + ManifestReader.MAX_BYTES
                + " bytes; this is no manifest");
      }
      return json;
    }
  }

  /** Is told of files that can be used, while others are still on their way. */
  @FunctionalInterface
  public interface Arrival {
    /**
     * A file can be used.
     *
     * @param path in the package
     * @param place where it lies
     */
    void arrived(String path, Path place);
  }

  /** Brings those files here; see the form that tells of each. */
  public Fetched fetch(List<PackageFile> files, String manifestSha256) {
    return fetch(files, manifestSha256, (path, place) -> {});
  }

  /**
   * Brings those files here, small ones first.
   *
   * @param files what to fetch; a path that is listed twice is fetched once
   * @param manifestSha256 names the folder of the cache
   * @param arrival is told of each, on this thread, once it is verified; of a large one that lies
   *     on this machine already, before: nothing that was made of it may be used before this has
   *     returned
   * @return where they are; with {@link StoreOptions#sealed} the digests of files that are out of
   *     this process's reach have not been compared
   * @throws StartException of kind STORE, PACKAGE or DIGEST
   */
  public Fetched fetch(List<PackageFile> files, String manifestSha256, Arrival arrival) {
    Map<String, Path> here = new LinkedHashMap<>();
    Set<String> local = new HashSet<>();
    Path folder = cacheDirectory.resolve("packages").resolve(manifestSha256.substring(0, 32));
    List<PackageFile> distinct = new ArrayList<>();
    for (PackageFile file : files) {
      if (!here.containsKey(file.path())) {
        Optional<Path> place = source.local(file.path());
        here.put(file.path(), place.orElseGet(() -> folder.resolve(file.path())));
        if (place.isPresent()) {
          local.add(file.path());
        }
        distinct.add(file);
      }
    }
    distinct.sort(Comparator.comparingLong(PackageFile::bytes)); // what is soon here is soon used
    // What lies on this machine costs no download: to read it is to verify it.
    long foundNanos = nanoTime.getAsLong();
    List<PackageFile> absent = new ArrayList<>();
    List<PackageFile> lying = new ArrayList<>();
    long checked = 0;
    for (PackageFile file : distinct) {
      if (local.contains(file.path())) {
        lying.add(file);
        continue;
      }
      checked += file.bytes(); // found or fetched
      if (isThere(file, folder)) {
        arrival.arrived(file.path(), folder.resolve(file.path()));
      } else {
        absent.add(file);
      }
    }
    boolean sealed = options.sealed().equals(Optional.of(manifestSha256));
    checked += checks.verify(lying, here, sealed, arrival);
    if (absent.isEmpty()) {
      return new Fetched(here, 0, checked, foundNanos, nanoTime.getAsLong());
    }
    // Starts that come together wait for the first of them, and then find what it has fetched.
    try (ProcessLock lock = lock(folder)) {
      removeLeftovers(folder, lock);
      List<PackageFile> missing = new ArrayList<>();
      long bytes = 0;
      for (PackageFile file : absent) {
        if (!isThere(file, folder)) {
          missing.add(file);
          bytes += file.bytes();
        } else {
          arrival.arrived(file.path(), folder.resolve(file.path()));
        }
      }
      long complete = missing.isEmpty() ? nanoTime.getAsLong() : transfer(missing, here, arrival);
      return new Fetched(here, bytes, checked, complete, nanoTime.getAsLong());
    } catch (IOException e) {
      throw checks.unreadable(absent.get(0).path(), e);
    }
  }

  private boolean isThere(PackageFile file, Path folder) {
    try {
      return LocalFiles.isWhole(folder.resolve(file.path()), file);
    } catch (IOException e) {
      throw checks.unreadable(file.path(), e);
    }
  }

  private ProcessLock lock(Path folder) throws IOException {
    try {
      PrivateDirectory.make(cacheDirectory);
      Files.createDirectories(folder);
      return ProcessLock.on(folder.resolveSibling("." + folder.getFileName() + ".lock"));
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      throw new CacheException(cacheDirectory, e);
    }
  }

  /** Where starts cannot keep each other out, what is there may belong to one that goes on. */
  private static void removeLeftovers(Path folder, ProcessLock lock) throws CacheException {
    try {
      if (lock.isHeld()) {
        IncomingFile.removeLeftovers(folder); // whoever left them is dead
      }
    } catch (IOException e) {
      throw new CacheException(folder, e);
    }
  }

  /** Fetches files that are not here; when the last byte was. */
  private long transfer(List<PackageFile> absent, Map<String, Path> targets, Arrival arrival) {
    List<IncomingFile> incoming = new ArrayList<>();
    String path = ModelManifest.FILE;
    try {
      checkSpace(absent);
      for (PackageFile file : absent) {
        path = file.path();
        // One connection takes a file in one piece; several share it.
        long range = source.parallelism() > 1 ? options.partBytes() : Math.max(1, file.bytes());
        Path target = Objects.requireNonNull(targets.get(path));
        incoming.add(incoming(file, target, range));
      }
      return new Transfer(source, incoming, options.attempts(), backoff, nanoTime)
          .run(executor, where, arrival);
    } catch (Transfer.TransferException e) {
      throw checks.unreadable(e.path(), e.reason());
    } catch (IOException e) {
      throw checks.unreadable(path, e);
    } finally {
      incoming.forEach(PackageDownload::discard);
    }
  }

  private static IncomingFile incoming(PackageFile file, Path target, long range)
      throws CacheException {
    try {
      return new IncomingFile(file, target, range);
    } catch (IOException e) {
      throw new CacheException(target, e);
    }
  }

  private static void discard(IncomingFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // It lies there under a name that no start looks for.
    }
  }

  /** Tells before the download, not in its middle, that the disk is too small. */
  private void checkSpace(List<PackageFile> absent) throws IOException {
    long needed = 0;
    for (PackageFile file : absent) {
      needed += file.bytes();
    }
    long usable = Files.getFileStore(cacheDirectory).getUsableSpace();
    if (needed > usable) {
      throw new StartException(
          StartException.Kind.STORE,
          "model \""
              + where
              + "\" needs "
              + needed
              + " bytes in \""
              + cacheDirectory
              + "\", where only "
              + usable
              + " are free; give the instance a larger disk, or point FIRSTLIGHT_CACHE_DIRECTORY"
              + " elsewhere");
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
