package dev.firstlight.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Stands between an HTTP/2 connection's decoder and Vert.x, which would copy each DATA frame to the
 * heap: takes their bytes and hands them to the exchange of their stream. Vert.x sees bodies that
 * are empty.
 */
final class Http2Bodies extends Http2FrameListenerDecorator {
  /** What a client may send in one frame, as nobody has told it otherwise. */
  private static final int LARGEST_FRAME = 16 << 10;

  private final Http2Connection connection;
  private final Http2Connection.PropertyKey exchanges;

  private Http2Bodies(Http2ConnectionHandler handler) {
    super(handler.decoder().frameListener());
    this.connection = handler.connection();
    this.exchanges = connection.newKey();
  }

  /** Puts one in front of the listener that a connection has now. */
  static Http2Bodies install(Http2ConnectionHandler handler) {
    Http2Bodies bodies = new Http2Bodies(handler);
    handler.decoder().frameListener(bodies);
    return bodies;
  }

  /** Sends the body of a stream's request to that exchange. */
  void attach(int stream, Exchange to) {
    Http2Stream known = connection.stream(stream);
    if (known != null) {
      known.setProperty(exchanges, to);
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream)
      throws Http2Exception {
    int bytes = data.readableBytes();
    Http2Stream stream = connection.stream(streamId);
    Exchange to = stream == null ? null : stream.getProperty(exchanges);
    if (to != null) {
      to.receive(data);
    }
    if (endOfStream) {
      listener.onDataRead(ctx, streamId, Unpooled.EMPTY_BUFFER, 0, true);
    }
    if (to != null && stream != null && !endOfStream && to.isUnwanted()) {
      // Not used up: the client may send no more than it was allowed. Once it has, the stream can
      // be reset. Before, each frame on its way would be answered with a reset of its own, and
      // Netty ends connections that send many.
      if (connection.local().flowController().windowSize(stream) < LARGEST_FRAME) {
        to.allCame();
      }
      return 0;
    }
    // All of it is used up, so the client may send as much again.
    return bytes + padding;
  }
}
