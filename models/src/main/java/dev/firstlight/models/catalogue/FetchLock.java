package dev.firstlight.models.catalogue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets one fetch of a model go on at a time, among all processes of the machine. The operating
 * system lets go of it when a process ends, however it ends; the empty file stays, as deleting it
 * would let two in.
 */
final class FetchLock implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);

  private final FileChannel channel;

  private FetchLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits for the lock; says so once, where it has to wait. */
  static FetchLock take(Path file, FetchOptions.Sleeper sleeper, Runnable waiting)
      throws IOException, InterruptedException {
    Files.createDirectories(file.toAbsolutePath().normalize().resolveSibling("."));
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      boolean said = false;
      while (lock(channel) == null) {
        if (!said) {
          waiting.run();
          said = true;
        }
        sleeper.sleep(POLL);
      }
      return new FetchLock(channel);
    } catch (IOException | InterruptedException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this process has it
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
