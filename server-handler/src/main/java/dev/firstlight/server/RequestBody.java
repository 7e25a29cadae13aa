package dev.firstlight.server;

import dev.firstlight.ServiceConfig.Limits;
import dev.firstlight.fault.RequestException;
import dev.firstlight.tensor.Buffers;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, gathered in one direct buffer. Where binary tensors follow a JSON header, it is
 * placed so that the first of them begins on an aligned address. Used by one thread at a time.
 */
final class RequestBody implements AutoCloseable {
  /** A declared length that is none, as of chunked bodies. */
  static final long UNKNOWN = -1;

  private static final int FIRST_CHUNKED = 64 << 10;
  private static final ByteBuffer NONE = ByteBuffer.allocateDirect(0);

  private final Buffers buffers;
  private final InferenceQueue queue;
  private final Limits limits;
  private final int declared;
  private final int padding;

  private Buffers.@Nullable Lease lease;
  private ByteBuffer into = NONE;
  private int length;
  private int inPlace;
  private long reserved;

  /**
   * A body of which nothing has come yet; it takes no memory before.
   *
   * @param declared its length, at most what {@code limits} allow, or {@link #UNKNOWN}
   * @param jsonLength bytes of JSON in front of tensors; 0 where there are none
   */
  RequestBody(Buffers buffers, InferenceQueue queue, long declared, int jsonLength, Limits limits) {
    this.buffers = buffers;
    this.queue = queue;
    this.declared = (int) declared;
    this.padding = Math.floorMod(-jsonLength, Buffers.ALIGNMENT);
    this.limits = limits;
  }

  /**
   * Where the bytes that are still to come may be read to from the socket; null where that is not
   * known before they come. Who reads to it says so with {@link #hasInPlace} before they arrive.
   */
  @Nullable ByteBuffer space() {
    return lease == null || length >= declared
        ? null
        : into.limit(padding + declared).slice(padding + length, declared - length);
  }

  /** Says that the next so many bytes to arrive lie in {@link #space} already. */
  void hasInPlace(int bytes) {
    inPlace = bytes;
  }

  /**
   * Copies a chunk to the end, unless it lies there; the chunk stays the caller's.
   *
   * @throws RequestException if the body is too large now, or memory for bodies is used up
   */
  void append(ByteBuf chunk) {
    int bytes = chunk.readableBytes();
    long maxBytes = limits.maxBodyBytes();
    if (bytes == 0) {
      return;
    }
    if (bytes > maxBytes - length) {
      throw limits.tooLarge();
    }
    int needed = length + bytes;
    if (inPlace > 0) {
      inPlace -= bytes;
      length = needed;
      return;
    }
    if (lease == null) {
      take(Math.max(needed, declared >= 0 ? declared : (int) Math.min(maxBytes, FIRST_CHUNKED)));
    } else if (needed > into.capacity() - padding) {
      take((int) Math.min(maxBytes, Math.max(needed, 2L * (into.capacity() - padding))));
    }
    into.limit(padding + needed).position(padding + length);
    chunk.getBytes(chunk.readerIndex(), into);
    length = needed;
  }

  /** Bytes that have come. */
  int length() {
    return length;
  }

  /** The bytes that have come; invalid once this is closed. */
  ByteBuffer bytes() {
    return length == 0 ? NONE.duplicate() : into.slice(padding, length);
  }

  /** Moves what has come to a new buffer of that many bytes. */
  private void take(int bytes) {
    int whole = padding + bytes;
    long footprint = Math.max(4096, Long.highestOneBit(whole - 1L) << 1); // as buffers are made
    if (!queue.reserve(footprint)) {
      throw overloaded("the bodies of the requests that wait take all memory set aside for them");
    }
    Buffers.Lease larger;
    try {
      larger = buffers.lease(whole);
    } catch (OutOfMemoryError e) {
      // Direct memory is spent, which passes as requests end; the heap is as it was.
      queue.release(footprint);
      throw overloaded("there is no direct memory for a body of " + bytes + " bytes now");
    }
    ByteBuffer target = larger.buffer();
    if (length > 0) {
      target.put(padding, into, padding, length);
    }
    close();
    lease = larger;
    into = target;
    reserved = footprint;
  }

  private static RequestException overloaded(String why) {
    return new RequestException(
        RequestException.Kind.OVERLOADED, why + "; try again, or raise FIRSTLIGHT_BODY_MEMORY");
  }

  @Override
  public void close() {
    Buffers.Lease held = lease;
    if (held != null) {
      lease = null;
      into = NONE;
      held.close();
      queue.release(reserved);
    }
  }
}
