package dev.firstlight.store;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.ManifestReader;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.platform.PrivateDirectory;
import dev.firstlight.platform.ProcessLock;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings a package's files to this machine and checks every byte of them. Files that lie here
 * already are used where they lie. Others go to a folder of the cache that is named after the
 * manifest's digest; they get their names only once they are verified, so that whatever interrupts
 * a download leaves nothing that a later start would take for whole; what a killed one leaves, the
 * next removes. Used by one thread; its own work runs on the executor too.
 */
public final class PackageDownload implements AutoCloseable {
  private static final long NOT_NEEDED = Long.MIN_VALUE;

  private final ModelSource source;
  private final String where;
  private final Path cacheDirectory;
  private final Executor executor;
  private final LongSupplier nanoTime;

  /**
   * @param source the package
   * @param uri where it lies, for messages
   * @param cacheDirectory where fetched files go
   * @param executor runs the reads that go in parallel with the digest
   * @param nanoTime as {@link System#nanoTime}
   */
  public PackageDownload(
      ModelSource source, URI uri, Path cacheDirectory, Executor executor, LongSupplier nanoTime) {
    this.source = source;
    this.where = Redacted.uri(uri);
    this.cacheDirectory = cacheDirectory;
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
   * @param completeNanos when the last byte was here
   * @param verifiedNanos when the last byte was checked
   */
  public record Fetched(
      Map<String, Path> files, long bytes, long completeNanos, long verifiedNanos) {}

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
    ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    try (ReadableByteChannel channel = source.read(ModelManifest.FILE, 0, Long.MAX_VALUE)) {
      while (channel.read(buffer) >= 0) {
        if (!buffer.hasRemaining()) {
          if (buffer.capacity() > ManifestReader.MAX_BYTES) {
            throw new StartException(
                StartException.Kind.PACKAGE,
                "model.json at \""
                    + where
                    + "\" is larger than "
                    + ManifestReader.MAX_BYTES
                    + " bytes; this is no manifest");
          }
          buffer = ByteBuffer.allocate(buffer.capacity() * 2).put(buffer.flip());
        }
      }
    } catch (NoSuchFileException e) {
      throw new StartException(
          StartException.Kind.PACKAGE,
          "model \""
              + where
              + "\" has no model.json; point FIRSTLIGHT_MODEL at a model package"
              + " (firstlight models build mobilenet makes one)",
          e);
    } catch (IOException e) {
      throw unreadable(ModelManifest.FILE, e);
    }
    byte[] json = new byte[buffer.flip().remaining()];
    buffer.get(json);
    return json;
  }

  /**
   * Brings those files here.
   *
   * @param files what to fetch; a path that is listed twice is fetched once
   * @param manifestSha256 names the folder of the cache
   * @throws StartException of kind STORE, PACKAGE or DIGEST
   */
  public Fetched fetch(List<PackageFile> files, String manifestSha256) {
    Map<String, Path> here = new LinkedHashMap<>();
    List<PackageFile> absent = new ArrayList<>();
    Path folder = cacheDirectory.resolve("packages").resolve(manifestSha256.substring(0, 32));
    long complete = nanoTime.getAsLong();
    for (PackageFile file : files) {
      if (!here.containsKey(file.path())) {
        Path found = find(file, folder);
        if (found == null) {
          absent.add(file);
          found = folder.resolve(file.path());
        }
        here.put(file.path(), found);
      }
    }
    if (absent.isEmpty()) {
      return new Fetched(here, 0, complete, nanoTime.getAsLong());
    }
    // Starts that come together wait for the first of them, and then find what it has fetched.
    try (ProcessLock lock = lock(folder)) {
      if (lock.isHeld()) {
        FileDownload.removeLeftovers(folder); // whoever left them is dead
      }
      long bytes = 0;
      for (PackageFile file : absent) {
        long completed = download(file, folder.resolve(file.path()));
        if (completed != NOT_NEEDED) {
          complete = completed;
          bytes += file.bytes();
        }
      }
      return new Fetched(here, bytes, complete, nanoTime.getAsLong());
    } catch (IOException e) {
      throw unreadable(absent.get(0).path(), e);
    }
  }

  private ProcessLock lock(Path folder) throws IOException {
    PrivateDirectory.make(cacheDirectory);
    Files.createDirectories(folder);
    return ProcessLock.on(folder.resolveSibling("." + folder.getFileName() + ".lock"));
  }

  /** Where a file lies on this machine, checked; null if it has to be fetched. */
  private @Nullable Path find(PackageFile file, Path folder) {
    Path local = source.local(file.path()).orElse(null);
    try {
      if (local != null) {
        checkLocal(local, file);
        return local;
      }
      Path earlier = folder.resolve(file.path());
      return isThere(earlier, file) ? earlier : null;
    } catch (IOException e) {
      throw unreadable(file.path(), e);
    }
  }

  /** When the file's last byte was here, or that another start has fetched it meanwhile. */
  private long download(PackageFile file, Path target) {
    try {
      return isThere(target, file)
          ? NOT_NEEDED
          : new FileDownload(source, file, executor, nanoTime).to(target);
    } catch (IOException e) {
      throw unreadable(file.path(), e);
    }
  }

  /** Whether an earlier start has left that file whole; what it left damaged is fetched again. */
  private static boolean isThere(Path target, PackageFile file) throws IOException {
    return Files.isRegularFile(target)
        && Files.size(target) == file.bytes()
        && Sha256.of(target).equals(file.sha256());
  }

  private void checkLocal(Path local, PackageFile file) throws IOException {
    if (!Files.exists(local)) {
      throw new NoSuchFileException(local.toString());
    }
    long size = Files.size(local);
    if (size != file.bytes()) {
      throw new StartException(
          StartException.Kind.DIGEST,
          "\"%s\" of model \"%s\" has %d bytes, but model.json says %d; the package is incomplete or was changed: build or copy it again"
              .formatted(file.path(), where, size, file.bytes()));
    }
    String sha256 = Sha256.of(local);
    if (!sha256.equals(file.sha256())) {
      throw Sha256.mismatch(file, where, sha256);
    }
  }

  private StartException unreadable(String path, IOException e) {
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
    String reason =
        e instanceof java.nio.file.AccessDeniedException
            ? "permission denied"
            : String.valueOf(e.getMessage());
    return new StartException(
        StartException.Kind.STORE,
        "\"" + path + "\" of model \"" + where + "\" cannot be read: " + reason,
        e);
  }

  @Override
  public void close() {
    source.close();
  }
}
