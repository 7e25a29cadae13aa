package dev.firstlight.bench;

import dev.firstlight.bench.compare.Progress;
import dev.firstlight.store.PushProgress;
import org.jspecify.annotations.Nullable;

/** A push's bytes as progress in megabytes. Safe for use by several threads. */
final class PushedBytes implements PushProgress, AutoCloseable {
  private static final long MEGABYTE = 1_000_000;

  private final Progress.Source source;
  private @Nullable Progress progress;
  private long bytes;
  private long shown;

  PushedBytes(Progress.Source source) {
    this.source = source;
  }

  @Override
  public synchronized void total(long total, int count) {
    if (total > 0) {
      int megabytes = (int) Math.min(Integer.MAX_VALUE, (total + MEGABYTE - 1) / MEGABYTE);
      progress = source.begin("push, MB", megabytes);
    }
  }

  @Override
  public synchronized void moved(String path, long more) {
    bytes += more;
    for (; progress != null && shown < bytes / MEGABYTE; shown++) {
      progress.step(path);
    }
  }

  @Override
  public synchronized void close() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
  }
}
