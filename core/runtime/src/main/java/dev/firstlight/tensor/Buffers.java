package dev.firstlight.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * Direct buffers that are used again, so that a warm request allocates nothing that grows with its
 * tensors. Buffers are kept by power-of-two size up to a bound on what lies idle; what exceeds it
 * is left to the collector. Safe for use by several threads.
 */
public final class Buffers {
  /** The alignment of every buffer's first byte; a cache line, and enough for any vector load. */
  public static final int ALIGNMENT = 64;

  private static final int SMALLEST = 1 << 12;
  private static final int CLASSES = 20;

  private final long maxIdleBytes;
  private final Object lock = new Object();
  private final ArrayDeque<ByteBuffer>[] idle;
  private long idleBytes;

  /** Keeps at most {@code maxIdleBytes} of idle buffers. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type have no other form
  public Buffers(long maxIdleBytes) {
    this.maxIdleBytes = maxIdleBytes;
    this.idle = new ArrayDeque[CLASSES];
    for (int i = 0; i < CLASSES; i++) {
      idle[i] = new ArrayDeque<>();
    }
  }

  /**
   * A buffer of exactly {@code bytes}, whose contents are whatever was there before; close the
   * lease to give it back.
   *
   * @throws OutOfMemoryError if the process may not have that much direct memory
   */
  public Lease lease(int bytes) {
    int sizeClass = sizeClass(bytes);
    ByteBuffer buffer = null;
    if (sizeClass < CLASSES) {
      synchronized (lock) {
        buffer = idle[sizeClass].pollFirst();
        if (buffer != null) {
          idleBytes -= buffer.capacity();
        }
      }
    }
    if (buffer == null) {
      int capacity = sizeClass < CLASSES ? SMALLEST << sizeClass : bytes;
      buffer =
          ByteBuffer.allocateDirect(Math.addExact(capacity, ALIGNMENT)).alignedSlice(ALIGNMENT);
    }
    buffer.clear().limit(bytes);
    return new Lease(this, buffer, sizeClass);
  }

  /** Bytes that lie idle now. */
  public long idleBytes() {
    synchronized (lock) {
      return idleBytes;
    }
  }

  private void giveBack(ByteBuffer buffer, int sizeClass) {
    if (sizeClass >= CLASSES) {
      return;
    }
    synchronized (lock) {
      if (idleBytes + buffer.capacity() <= maxIdleBytes) {
        idle[sizeClass].addFirst(buffer);
        idleBytes += buffer.capacity();
      }
    }
  }

  private static int sizeClass(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a buffer cannot have " + bytes + " bytes");
    }
    int rounded = Math.max(SMALLEST, bytes);
    return 32 - Integer.numberOfLeadingZeros(rounded - 1) - 12;
  }

  /** A buffer in use. Not safe for use by several threads; closing twice is harmless. */
  public static final class Lease implements AutoCloseable {
    private final Buffers owner;
    private final ByteBuffer whole;
    private final int sizeClass;
    private boolean open = true;

    private Lease(Buffers owner, ByteBuffer whole, int sizeClass) {
      this.owner = owner;
      this.whole = whole;
      this.sizeClass = sizeClass;
    }

    /** The bytes asked for, little-endian; invalid once the lease is closed. */
    public ByteBuffer buffer() {
      if (!open) {
        throw new IllegalStateException("the buffer was given back");
      }
      return whole.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        owner.giveBack(whole, sizeClass);
      }
    }
  }
}
