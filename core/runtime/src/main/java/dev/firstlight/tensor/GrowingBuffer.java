package dev.firstlight.tensor;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A direct buffer that doubles when it is full, for bytes whose number is not known before. Not
 * safe for use by several threads.
 */
public final class GrowingBuffer extends OutputStream {
  private final Buffers buffers;
  private Buffers.Lease lease;
  private ByteBuffer buffer;
  private boolean open = true;

  GrowingBuffer(Buffers buffers, int firstBytes) {
    this.buffers = buffers;
    this.lease = buffers.lease(Math.max(64, firstBytes));
    this.buffer = lease.buffer();
  }

  /**
   * The buffer, with room for that many more bytes at its position.
   *
   * @throws IllegalArgumentException if it would have more than {@link Buffers#LARGEST} bytes
   * @throws IllegalStateException if it is closed
   */
  public ByteBuffer room(int bytes) {
    if (!open) {
      throw new IllegalStateException("the buffer was given back");
    }
    if (buffer.remaining() < bytes) {
      long needed = (long) buffer.position() + bytes;
      if (needed > Buffers.LARGEST) {
        throw new IllegalArgumentException(
            "a buffer cannot grow to %d bytes; at most %d are allowed"
                .formatted(needed, Buffers.LARGEST));
      }
      long doubled = Math.min(2L * buffer.capacity(), Buffers.LARGEST);
      Buffers.Lease larger = buffers.lease((int) Math.max(needed, doubled));
      ByteBuffer next = larger.buffer().put(buffer.flip());
      lease.close();
      lease = larger;
      buffer = next;
    }
    return buffer;
  }

  @Override
  public void write(int value) {
    room(1).put((byte) value);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    room(length).put(bytes, offset, length);
  }

  /** Copies what is left of a buffer. */
  public void write(ByteBuffer bytes) {
    room(bytes.remaining()).put(bytes.duplicate());
  }

  /** How many bytes have been written. */
  public int size() {
    return buffer.position();
  }

  /** What has been written; valid until the next write or the close. */
  public ByteBuffer written() {
    return buffer.duplicate().flip().slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    open = false;
    lease.close();
  }
}
