package dev.firstlight.store;

import dev.firstlight.model.PackageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * A file on its way here, under a name of its own until it is whole and verified. Its ranges are
 * written by several threads, each range by one at a time; what is counted is guarded by the lock
 * that the download passes.
 */
final class IncomingFile implements AutoCloseable {
  private static final String PART = ".part";
  private static final int UUID_LENGTH = 36;

  private final PackageFile file;
  private final Path target;
  private final Path part;
  private final FileChannel channel;
  private final long rangeBytes;
  private final long[] written; // bytes of each range that are in the file
  private int firstMissing; // the first range that is not whole
  private int nextRange;

  /**
   * @param file what is to come
   * @param target where it goes once it is verified
   * @param rangeBytes of each range but the last
   */
  IncomingFile(PackageFile file, Path target, long rangeBytes) throws IOException {
    this.file = file;
    this.target = target;
    this.rangeBytes = rangeBytes;
    this.written = new long[Math.toIntExact((file.bytes() + rangeBytes - 1) / rangeBytes)];
    Files.createDirectories(target.resolveSibling(""));
    this.part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + PART);
    this.channel =
        FileChannel.open(
            part, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Removes what downloads that were killed have left in a folder; none may be going on there. */
  static void removeLeftovers(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          removeLeftovers(entry);
        } else if (isPart(String.valueOf(entry.getFileName()))) {
          Files.deleteIfExists(entry);
        }
      }
    }
  }

  private static boolean isPart(String name) {
    int begin = name.length() - PART.length() - UUID_LENGTH;
    if (!name.endsWith(PART) || begin < 2 || name.charAt(begin - 1) != '.') {
      return false;
    }
    for (int i = 0; i < UUID_LENGTH; i++) {
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      char c = name.charAt(begin + i);
      if (dash ? c != '-' : Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return true;
  }

  PackageFile file() {
    return file;
  }

  Path target() {
    return target;
  }

  int ranges() {
    return written.length;
  }

  /** The next range that nobody has taken, or −1. Under the lock. */
  int takeRange() {
    return nextRange < written.length ? nextRange++ : -1;
  }

  /** How many bytes a range has. */
  long length(int range) {
    return Math.min(rangeBytes, file.bytes() - range * rangeBytes);
  }

  /** Where a range begins. */
  long begin(int range) {
    return range * rangeBytes;
  }

  /** How many bytes of a range are here. Under the lock. */
  long written(int range) {
    return written[range];
  }

  /** Counts bytes that {@link #write} has written. Under the lock. */
  void advance(int range, int bytes) {
    written[range] += bytes;
    while (firstMissing < written.length && written[firstMissing] == length(firstMissing)) {
      firstMissing++;
    }
  }

  /** Bytes that are here without a gap. Under the lock. */
  long contiguous() {
    return firstMissing == written.length
        ? file.bytes()
        : begin(firstMissing) + written[firstMissing];
  }

  /**
   * Writes bytes that came.
   *
   * @throws CacheException if they cannot be kept, which no other attempt at reading them mends
   */
  void write(byte[] bytes, int length, long at) throws CacheException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    try {
      while (buffer.hasRemaining()) {
        at += channel.write(buffer, at);
      }
    } catch (IOException e) {
      throw new CacheException(part, e);
    }
  }

  /** Adds bytes that are here to a digest. */
  void digest(MessageDigest digest, long from, long until, byte[] chunk) throws IOException {
    for (long at = from; at < until; ) {
      int read =
          channel.read(ByteBuffer.wrap(chunk, 0, (int) Math.min(chunk.length, until - at)), at);
      if (read < 0) {
        throw new IOException("\"" + part + "\" was cut short while it was written");
      }
      digest.update(chunk, 0, read);
      at += read;
    }
  }

  /** Gives the file its name, all of it being here and verified. */
  void complete() throws IOException {
    channel.close();
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileAlreadyExistsException e) {
      // Another process was first with the same verified bytes; theirs are as good.
    }
  }

  /** Removes what has not become whole. Closing twice is harmless. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
