package dev.firstlight.tensor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What one request holds until it is answered: buffers, and whatever else must be closed. Not safe
 * for use by several threads at once; closing twice is harmless.
 */
public final class RequestScope implements AutoCloseable {
  private final Buffers buffers;
  private final List<Runnable> held = new ArrayList<>(4);

  public RequestScope(Buffers buffers) {
    this.buffers = buffers;
  }

  /** Where its buffers come from. */
  public Buffers buffers() {
    return buffers;
  }

  /** A buffer of exactly that many bytes, little-endian, until this closes. */
  public ByteBuffer buffer(int bytes) {
    Buffers.Lease lease = buffers.lease(bytes);
    held.add(lease::close);
    return lease.buffer();
  }

  /** A buffer that grows as it is written to, until this closes. */
  public GrowingBuffer growingBuffer(int firstBytes) {
    GrowingBuffer growing = new GrowingBuffer(buffers, firstBytes);
    held.add(growing::close);
    return growing;
  }

  /** Runs that when this closes; the last to come runs first. */
  public void onClose(Runnable release) {
    held.add(release);
  }

  /** Releases everything, also when a release throws; what it threw is thrown in the end. */
  @Override
  public void close() {
    RuntimeException failure = null;
    for (int i = held.size() - 1; i >= 0; i--) {
      try {
        held.remove(i).run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
