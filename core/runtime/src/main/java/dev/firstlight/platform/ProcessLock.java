package dev.firstlight.platform;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one process, and one thread of it, holds at a time; the system takes it back from a
 * process that dies. What other processes left behind under it is therefore nobody's. Its file
 * stays, since whoever deleted it could part those who wait for it from those who come. For one
 * thread.
 */
public final class ProcessLock implements AutoCloseable {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final FileChannel channel;
  private final @Nullable FileLock lock;

  private ProcessLock(FileChannel channel, @Nullable FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Waits for the lock; close it to give it back.
   *
   * @param file that stands for it; made if it is absent
   * @throws IOException if the file cannot be opened, or the thread was interrupted
   */
  public static ProcessLock on(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      return new ProcessLock(channel, lock(channel));
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Whether it is held; false where the file system has no locks, which costs only double work as
   * long as nobody then takes what is there for left behind.
   */
  public boolean isHeld() {
    return lock != null;
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    while (true) {
      try {
        return channel.lock();
      } catch (OverlappingFileLockException e) {
        // Another thread of this process has it, and the system can wait only for processes.
        if (Thread.currentThread().isInterrupted()) {
          throw new IOException("interrupted while another start was at work", e);
        }
        LockSupport.parkNanos(POLL_NANOS);
      } catch (ClosedByInterruptException | FileLockInterruptionException e) {
        throw new IOException("interrupted while another start was at work", e);
      } catch (IOException e) {
        return null;
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
