package dev.firstlight.store;

import dev.firstlight.model.PackageFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way here: ranges are written as they come, and the digest follows behind the
 * first gap, so that it costs no time of its own while the download lasts. Memory is bounded by one
 * buffer a range.
 */
final class FileDownload {
  private static final String PART = ".part";
  private static final int UUID_LENGTH = 36;
  private static final long PARALLEL_RANGE = 8L << 20;
  private static final int BUFFER = 128 << 10;
  private static final int FRUITLESS_ATTEMPTS = 4;
  private static final Duration BACKOFF = Duration.ofMillis(100);

  private final ModelSource source;
  private final PackageFile file;
  private final Executor executor;
  private final LongSupplier nanoTime;

  private final long rangeBytes;

  private final Object lock = new Object();
  private final long[] written; // bytes of each range that are in the file
  private int nextRange;
  private long completeNanos;
  private @Nullable Throwable failure;

  FileDownload(ModelSource source, PackageFile file, Executor executor, LongSupplier nanoTime) {
    this.source = source;
    this.file = file;
    this.executor = executor;
    this.nanoTime = nanoTime;
    this.completeNanos = nanoTime.getAsLong();
    // One connection takes the file in one piece; several share it.
    this.rangeBytes = source.parallelism() > 1 ? PARALLEL_RANGE : Math.max(1, file.bytes());
    this.written = new long[(int) Math.max(1, (file.bytes() + rangeBytes - 1) / rangeBytes)];
  }

  /**
   * Fetches, verifies and names the file.
   *
   * @return when its last byte was here, as the clock says
   */
  long to(Path target) throws IOException {
    Files.createDirectories(target.resolveSibling(""));
    Path part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + PART);
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        int workers = Math.max(1, Math.min(source.parallelism(), written.length));
        for (int i = 0; i < workers; i++) {
          executor.execute(() -> work(channel));
        }
        String sha256 = follow(channel);
        if (!sha256.equals(file.sha256())) {
          throw Sha256.mismatch(file, "the store", sha256);
        }
      }
      name(part, target);
      return completeNanos;
    } finally {
      Files.deleteIfExists(part);
    }
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

  private static void name(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileAlreadyExistsException e) {
      // Another process was first with the same verified bytes; theirs are as good.
    }
  }

  /** Digests the file behind the workers until all of it is there. */
  private String follow(FileChannel channel) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] chunk = new byte[Sha256.CHUNK];
    long at = 0;
    while (at < file.bytes()) {
      long until = awaitBeyond(at);
      while (at < until) {
        ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, (int) Math.min(chunk.length, until - at));
        int read = channel.read(buffer, at);
        digest.update(chunk, 0, read);
        at += read;
      }
    }
    return Sha256.hex(digest);
  }

  /** Waits for bytes behind that offset; the end of what is there without a gap. */
  private long awaitBeyond(long offset) throws IOException {
    synchronized (lock) {
      while (true) {
        if (failure != null) {
          throw failure instanceof IOException io ? io : new IOException(failure);
        }
        long contiguous = contiguous();
        if (contiguous > offset) {
          return contiguous;
        }
        try {
          lock.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          failure = new InterruptedIOException("interrupted while downloading " + file.path());
        }
      }
    }
  }

  private long contiguous() {
    long total = 0;
    for (int range = 0; range < written.length; range++) {
      total += written[range];
      if (written[range] < length(range)) {
        break;
      }
    }
    return total;
  }

  private void work(FileChannel channel) {
    try {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      for (int range = takeRange(); range >= 0; range = takeRange()) {
        fetch(range, channel, buffer);
      }
    } catch (IOException | RuntimeException | Error e) {
      synchronized (lock) {
        failure = failure == null ? e : failure;
        lock.notifyAll();
      }
    }
  }

  /** The next range that nobody has, or −1 when all are taken or the download has failed. */
  private int takeRange() {
    synchronized (lock) {
      return failure == null && nextRange < written.length ? nextRange++ : -1;
    }
  }

  /** Reads one range, going on where a broken connection left it. */
  private void fetch(int range, FileChannel channel, ByteBuffer buffer) throws IOException {
    int fruitless = 0;
    while (written(range) < length(range)) {
      long before = written(range);
      IOException reason;
      try {
        read(range, channel, buffer);
        reason =
            new IOException(
                "the store sent only %d of %d bytes".formatted(written(range), length(range)));
      } catch (NoSuchFileException | RefusedException e) {
        throw e;
      } catch (IOException e) {
        reason = e;
      }
      fruitless = written(range) > before ? 0 : fruitless + 1;
      if (written(range) < length(range)) {
        if (fruitless == FRUITLESS_ATTEMPTS || Thread.currentThread().isInterrupted()) {
          throw reason;
        }
        Pause.of(BACKOFF.multipliedBy(1L << fruitless));
      }
    }
  }

  private void read(int range, FileChannel channel, ByteBuffer buffer) throws IOException {
    long missing = length(range) - written(range);
    long offset = range * rangeBytes + written(range);
    boolean whole = offset == 0 && missing == file.bytes();
    try (ReadableByteChannel from =
        source.read(file.path(), offset, whole ? Long.MAX_VALUE : missing)) {
      while (missing > 0) {
        buffer.clear().limit((int) Math.min(BUFFER, missing));
        int read = from.read(buffer);
        if (read < 0) {
          return;
        }
        buffer.flip();
        for (long at = offset; buffer.hasRemaining(); ) {
          at += channel.write(buffer, at);
        }
        offset += read;
        missing -= read;
        advance(range, read);
      }
    }
  }

  private long length(int range) {
    return Math.min(rangeBytes, file.bytes() - range * rangeBytes);
  }

  private long written(int range) {
    synchronized (lock) {
      return written[range];
    }
  }

  private void advance(int range, int bytes) throws IOException {
    synchronized (lock) {
      if (failure != null) {
        throw new IOException("given up, since another range failed", failure);
      }
      written[range] += bytes;
      completeNanos = nanoTime.getAsLong();
      lock.notifyAll();
    }
  }
}
