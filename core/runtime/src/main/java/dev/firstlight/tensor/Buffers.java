package dev.firstlight.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers that are used again, so that a warm request allocates nothing that grows with its
 * tensors. Buffers are kept by power-of-two size up to a bound on what lies idle; what exceeds it
 * is left to the collector. Safe for use by several threads.
 */
public final class Buffers {
  /** The alignment of every buffer's first byte; a cache line, and enough for any vector load. */
  public static final int ALIGNMENT = 64;

  /** The most bytes of one buffer, so that it and its alignment fit an int. */
  public static final int LARGEST = Integer.MAX_VALUE - 1023;

  /** From 4 KiB to 1 GiB, the largest power of two that an int holds. */
  private static final int CLASSES = 19;

  private static final int SMALLEST = 1 << 12;

  private final long maxIdleBytes;
  private final Object lock = new Object();
  private final ArrayDeque<ByteBuffer>[] idle;
  private long idleBytes;
  private long leasedBytes;

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
    ByteBuffer buffer = take(sizeClass);
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(capacity(bytes) + ALIGNMENT).alignedSlice(ALIGNMENT);
    }
    synchronized (lock) {
      leasedBytes += buffer.capacity();
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

  /** Bytes that are leased now; 0 when nothing is being answered. */
  public long leasedBytes() {
    synchronized (lock) {
      return leasedBytes;
    }
  }

  private @Nullable ByteBuffer take(int sizeClass) {
    if (sizeClass >= CLASSES) {
      return null;
    }
    synchronized (lock) {
      ByteBuffer buffer = idle[sizeClass].pollFirst();
      if (buffer != null) {
        idleBytes -= buffer.capacity();
      }
      return buffer;
    }
  }

  private void giveBack(ByteBuffer buffer, int sizeClass) {
    synchronized (lock) {
      leasedBytes -= buffer.capacity();
      if (sizeClass < CLASSES && idleBytes + buffer.capacity() <= maxIdleBytes) {
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

  /** What a buffer for that many bytes has: a multiple of the alignment, which slicing needs. */
  static int capacity(int bytes) {
    int sizeClass = sizeClass(bytes);
    if (sizeClass < CLASSES) {
      return SMALLEST << sizeClass;
    }
    if (bytes > LARGEST) {
      throw new IllegalArgumentException(
          "a buffer of " + bytes + " bytes is too large; at most " + LARGEST + " are allowed");
    }
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
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
