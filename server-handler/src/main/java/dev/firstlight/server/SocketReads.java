package dev.firstlight.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection's bytes are read to: a body of known length straight to the place where it is
 * gathered, from its second read on; all else to buffers of the transport. The first read is small,
 * so that little of a body has to be copied behind its head. Used by the event loop only.
 */
final class SocketReads extends DefaultMaxMessagesRecvByteBufAllocator {
  private static final int HEAD = 4 << 10;

  /** As long as reads are full, the client sends more than a head: parts of unknown length. */
  private static final int LARGEST = 64 << 10;

  private final Connection connection;

  SocketReads(Connection connection) {
    this.connection = connection;
  }

  @Override
  @SuppressWarnings("deprecation") // what the transport asks for
  public Handle newHandle() {
    return new ConnectionHandle();
  }

  private final class ConnectionHandle extends MaxMessageHandle {
    private int next = HEAD;
    private @Nullable RequestBody target;

    @Override
    public int guess() {
      return next;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      RequestBody body = connection.arriving();
      ByteBuffer space = body == null ? null : body.space();
      if (space == null) {
        target = null;
        return allocator.ioBuffer(next);
      }
      target = body;
      return Unpooled.wrappedBuffer(space).clear();
    }

    @Override
    public void lastBytesRead(int bytes) {
      super.lastBytesRead(bytes);
      RequestBody body = target;
      if (body != null) {
        body.hasInPlace(Math.max(bytes, 0));
        next = HEAD;
      } else {
        next = bytes == attemptedBytesRead() ? Math.min(2 * next, LARGEST) : HEAD;
      }
    }
  }
}
