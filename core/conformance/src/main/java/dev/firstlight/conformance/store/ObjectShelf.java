package dev.firstlight.conformance.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The objects of a store: files that lie elsewhere and are served in place, and files that were
 * uploaded. Safe for use by several threads.
 */
final class ObjectShelf implements AutoCloseable {
  private static final int CHUNK = 1 << 16;

  private final Path uploads;
  private final Map<String, StoredObject> objects = new ConcurrentSkipListMap<>();
  private final Set<String> buckets = ConcurrentHashMap.newKeySet();
  private final Map<String, Queue<StoreFault>> faults = new ConcurrentHashMap<>();
  private final AtomicLong generations = new AtomicLong(System.currentTimeMillis() * 1000);
  private final AtomicLong files = new AtomicLong();

  ObjectShelf() throws IOException {
    this.uploads = Files.createTempDirectory("firstlight-store");
  }

  /** Makes a bucket; there is no error if it is there. */
  void bucket(String name) {
    buckets.add(name);
  }

  boolean hasBucket(String name) {
    return buckets.contains(name);
  }

  /** Serves a folder's files in place. */
  void serve(String bucket, String prefix, Path folder) throws IOException {
    buckets.add(bucket);
    List<Path> found;
    try (Stream<Path> walk = Files.walk(folder)) {
      found = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : found) {
      String path = folder.relativize(file).toString().replace('\\', '/');
      String slash = prefix.isEmpty() || prefix.endsWith("/") ? "" : "/";
      put(bucket + "/" + prefix + slash + path, file, Map.of(), there -> true);
    }
  }

  Optional<StoredObject> find(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  /** The keys that begin so, in order. */
  List<String> keys(String prefix) {
    return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  /**
   * Puts a file where a condition holds of what lies there.
   *
   * @return the new object; empty if the condition does not hold
   */
  Optional<StoredObject> put(
      String key, Path file, Map<String, String> metadata, Predicate<Optional<StoredObject>> when)
      throws IOException {
    StoredObject object =
        new StoredObject(file, Files.size(file), generations.incrementAndGet(), metadata);
    StoredObject now =
        objects.compute(
            key, (same, there) -> when.test(Optional.ofNullable(there)) ? object : there);
    return object.equals(now) ? Optional.of(object) : Optional.empty(); // generations differ
  }

  /** Whether an object was there. */
  boolean delete(String key) {
    return objects.remove(key) != null;
  }

  /** A file that nobody uses yet. */
  Path newFile() {
    return uploads.resolve(Long.toString(files.incrementAndGet()));
  }

  /** One file of several. */
  Path join(List<Path> parts) throws IOException {
    Path whole = newFile();
    try (OutputStream out = Files.newOutputStream(whole)) {
      for (Path part : parts) {
        Files.copy(part, out);
      }
    }
    for (Path part : parts) {
      Files.delete(part);
    }
    return whole;
  }

  /** What shall go wrong with the next requests for an object's content, one each. */
  void fail(String key, List<StoreFault> sequence) {
    faults.put(key, new ArrayDeque<>(sequence));
  }

  /** The fault of this request, if there is one; a change is made here. */
  Optional<StoreFault> nextFault(String key) throws IOException {
    Queue<StoreFault> queue = faults.get(key);
    if (queue == null) {
      return Optional.empty();
    }
    StoreFault fault;
    synchronized (queue) {
      fault = queue.poll();
    }
    StoredObject there = objects.get(key);
    if (fault instanceof StoreFault.Changed && there != null) {
      put(key, other(there), there.metadata(), any -> true);
    }
    return Optional.ofNullable(fault);
  }

  /** A file of the same length whose bytes all differ. */
  private Path other(StoredObject there) throws IOException {
    Path file = newFile();
    byte[] chunk = new byte[CHUNK];
    try (var in = Files.newInputStream(there.file());
        OutputStream out = Files.newOutputStream(file)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        for (int i = 0; i < read; i++) {
          chunk[i] ^= 1;
        }
        out.write(chunk, 0, read);
      }
    }
    return file;
  }

  /** Removes what was uploaded; what is served in place stays. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> walk = Files.walk(uploads)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
