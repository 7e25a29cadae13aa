package dev.firstlight.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Several files on their way here: ranges of all of them are read in parallel, in the order in
 * which they are wanted, and the digest follows behind the first gap, so that it costs no time of
 * its own while the download lasts. A range that breaks goes on where it broke, after a pause that
 * grows while nothing comes. Memory is bounded by one buffer a range. Used once.
 */
final class Transfer {
  private static final int BUFFER = 256 << 10;
  private static final int PROGRESS = 64 << 10; // bytes after which a broken read counts as none

  private final ModelSource source;
  private final List<IncomingFile> files;
  private final int attempts;
  private final Backoff backoff;
  private final LongSupplier nanoTime;

  private final Object lock = new Object();
  private int nextFile;
  private long completeNanos;
  private @Nullable TransferException failure;

  Transfer(
      ModelSource source,
      List<IncomingFile> files,
      int attempts,
      Backoff backoff,
      LongSupplier nanoTime) {
    this.source = source;
    this.files = files;
    this.attempts = attempts;
    this.backoff = backoff;
    this.nanoTime = nanoTime;
    this.completeNanos = nanoTime.getAsLong();
  }

  /**
   * Fetches, verifies and names the files.
   *
   * @param executor runs the reads
   * @param where the package lies, for messages
   * @param arrival is told of each file that has got its name
   * @return when the last byte was here, as the clock says
   * @throws TransferException that names the file
   */
  long run(Executor executor, String where, PackageDownload.Arrival arrival)
      throws TransferException {
    int ranges = 0;
    for (IncomingFile file : files) {
      ranges += file.ranges();
    }
    int workers = Math.min(source.parallelism(), ranges);
    for (int i = 0; i < workers; i++) {
      begin(executor);
    }
    byte[] chunk = new byte[Sha256.CHUNK];
    for (IncomingFile file : files) {
      try {
        String sha256 = follow(file, chunk);
        if (!sha256.equals(file.file().sha256())) {
          throw Sha256.mismatch(file.file(), where, sha256);
        }
        file.complete();
        arrival.arrived(file.file().path(), file.target());
      } catch (IOException e) {
        throw fail(file, e);
      } catch (RuntimeException | Error e) {
        fail(file, e); // so that the workers stop
        throw e;
      }
    }
    synchronized (lock) {
      return completeNanos;
    }
  }

  private void begin(Executor executor) throws TransferException {
    try {
      executor.execute(this::work);
    } catch (RuntimeException | Error e) {
      throw fail(files.get(0), e); // so that those that run already stop
    }
  }

  /** A file that did not come. */
  static final class TransferException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String path;

    TransferException(String path, Throwable cause) {
      super(cause);
      this.path = path;
    }

    String path() {
      return path;
    }

    /** What went wrong with it. */
    IOException reason() {
      return getCause() instanceof IOException io ? io : new IOException(getCause());
    }
  }

  /** Digests a file behind the workers until all of it is there. */
  private String follow(IncomingFile file, byte[] chunk) throws IOException {
    MessageDigest digest = Sha256.digest();
    long at = 0;
    while (at < file.file().bytes()) {
      long until = awaitBeyond(file, at);
      file.digest(digest, at, until, chunk);
      at = until;
    }
    return Sha256.hex(digest);
  }

  /** Waits for bytes behind that offset; the end of what is there without a gap. */
  private long awaitBeyond(IncomingFile file, long offset) throws IOException {
    synchronized (lock) {
      while (true) {
        if (failure != null) {
          throw new IOException(failure);
        }
        long contiguous = file.contiguous();
        if (contiguous > offset) {
          return contiguous;
        }
        try {
          lock.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while downloading");
        }
      }
    }
  }

  private void work() {
    byte[] buffer = new byte[BUFFER];
    for (Range range = take(); range != null; range = take()) {
      try {
        fetch(range, buffer);
      } catch (IOException | RuntimeException | Error e) {
        fail(range.file(), e);
      }
    }
  }

  private record Range(IncomingFile file, int index) {}

  /** The next range that nobody has, or null when all are taken or the download has failed. */
  private @Nullable Range take() {
    synchronized (lock) {
      while (failure == null && nextFile < files.size()) {
        IncomingFile file = files.get(nextFile);
        int index = file.takeRange();
        if (index >= 0) {
          return new Range(file, index);
        }
        nextFile++;
      }
      return null;
    }
  }

  private void fetch(Range range, byte[] buffer) throws IOException {
    int fruitless = 0;
    while (missing(range) > 0) {
      long before = missing(range);
      IOException reason;
      try {
        read(range, buffer);
        reason =
            new IOException(
                "the store ended after %d of %d bytes"
                    .formatted(
                        range.file().begin(range.index())
                            + range.file().length(range.index())
                            - missing(range),
                        range.file().file().bytes()));
      } catch (NoSuchFileException | RefusedException | CacheException e) {
        throw e;
      } catch (IOException e) {
        reason = e;
      }
      if (missing(range) > 0) {
        // A connection that breaks after a few bytes each time brings nothing either.
        fruitless = before - missing(range) >= PROGRESS ? 0 : fruitless + 1;
        if (fruitless >= attempts || Thread.currentThread().isInterrupted()) {
          throw reason;
        }
        backoff.await(Math.max(1, fruitless));
      }
    }
  }

  private void read(Range range, byte[] buffer) throws IOException {
    IncomingFile file = range.file();
    long missing = missing(range);
    long offset = file.begin(range.index()) + file.length(range.index()) - missing;
    boolean whole = offset == 0 && missing == file.file().bytes() && source.parallelism() == 1;
    try (InputStream from =
        source.read(file.file().path(), offset, whole ? Long.MAX_VALUE : missing)) {
      while (missing > 0) {
        int read = from.read(buffer, 0, (int) Math.min(buffer.length, missing));
        if (read < 0) {
          return;
        }
        file.write(buffer, read, offset);
        offset += read;
        missing -= read;
        advance(range, read);
      }
    }
  }

  private long missing(Range range) throws IOException {
    synchronized (lock) {
      if (failure != null) {
        throw new IOException("given up, since another range failed", failure);
      }
      return range.file().length(range.index()) - range.file().written(range.index());
    }
  }

  private void advance(Range range, int bytes) throws IOException {
    synchronized (lock) {
      if (failure != null) {
        throw new IOException("given up, since another range failed", failure);
      }
      range.file().advance(range.index(), bytes);
      completeNanos = nanoTime.getAsLong();
      lock.notifyAll();
    }
  }

  /** Keeps and returns the first failure: those that follow are only told to stop. */
  private TransferException fail(IncomingFile file, Throwable reason) {
    synchronized (lock) {
      if (failure == null) {
        failure = new TransferException(file.file().path(), reason);
      }
      lock.notifyAll();
      return failure;
    }
  }
}
