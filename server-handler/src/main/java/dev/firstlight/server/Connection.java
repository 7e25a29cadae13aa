package dev.firstlight.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection, from acceptance to its end: which exchanges it carries, since when it stands
 * still, and how it closes. First in the channel's pipeline; used by the event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // how a channel closes shows in channelInactive
final class Connection extends ChannelDuplexHandler {
  /** How long a client may take to close its side after we have closed ours. */
  private static final long LINGER_NANOS = 2_000_000_000L;

  private final Connections owner;
  private final Channel channel;
  private final Set<Exchange> exchanges = new LinkedHashSet<>();

  private @Nullable HttpConnection http;
  private @Nullable Http1Bodies http1;
  private @Nullable Http2Bodies http2;
  private boolean lingering;
  private long quietSinceNanos = System.nanoTime();
  private long writtenMark;

  Connection(Connections owner, Channel channel) {
    this.owner = owner;
    this.channel = channel;
  }

  /** The connection that a request came over. */
  static Connection of(HttpServerRequest request) {
    return of(request.connection());
  }

  static Connection of(HttpConnection http) {
    return ((ConnectionBase) http).channel().pipeline().get(Connection.class);
  }

  /** Takes the way of bodies over, once it is known which HTTP the client speaks. */
  void speaks(HttpConnection known) {
    http = known;
    Http2ConnectionHandler handler = channel.pipeline().get(Http2ConnectionHandler.class);
    if (handler != null) {
      http2 = Http2Bodies.install(handler);
    } else {
      http1 = new Http1Bodies();
      channel.pipeline().addBefore("handler", "bodies", http1);
    }
    if (owner.isDraining()) {
      drain();
    }
  }

  /** Begins an exchange; its request's body goes to it. */
  void begin(Exchange exchange, HttpServerRequest request) {
    exchanges.add(exchange);
    if (http1 != null) {
      http1.attach(exchange);
    } else if (http2 != null) {
      http2.attach(request.streamId(), exchange);
    }
  }

  /** The body that the next bytes from the socket belong to, where that is known. */
  @Nullable RequestBody arriving() {
    return http1 == null ? null : http1.arriving();
  }

  /** Ends an exchange. */
  void end(Exchange exchange) {
    if (exchanges.remove(exchange) && exchanges.isEmpty()) {
      quietSinceNanos = System.nanoTime();
    }
  }

  /** Whether the response to this request is the last one over this connection. */
  boolean endsWith(HttpServerRequest request) {
    return owner.isDraining()
        && request.version() != HttpVersion.HTTP_2
        && (http1 == null || !http1.hasParked());
  }

  Set<Exchange> exchanges() {
    return exchanges;
  }

  /** Tells the client to send no more. */
  void drain() {
    if (http2 != null && http != null) {
      // Streams that are on their way are still answered: the last stream is not fixed yet.
      http.goAway(0, Integer.MAX_VALUE);
    }
  }

  /** Ends what stands still; called from time to time. */
  void check(long now, long idleNanos) {
    if (lingering) {
      if (now - quietSinceNanos > LINGER_NANOS) {
        abort();
      }
    } else if (exchanges.isEmpty()) {
      if (now - quietSinceNanos
          > (owner.isDraining() ? Connections.DRAIN_QUIET_NANOS : idleNanos)) {
        close();
      }
    } else {
      List.copyOf(exchanges).forEach(exchange -> exchange.check(now));
    }
  }

  /** A number that changes as bytes leave. */
  boolean hasWrittenSinceLastAsked() {
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    long mark = out == null ? 0 : 31 * out.totalPendingWriteBytes() + out.currentProgress();
    boolean changed = mark != writtenMark;
    writtenMark = mark;
    return changed;
  }

  /** Runs something once what is written by now has left, or can no longer leave. */
  void afterFlush(Runnable next) {
    ChannelHandlerContext ctx = channel.pipeline().context(this);
    if (ctx == null) {
      next.run();
    } else {
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> next.run());
    }
  }

  /** Closes once everything written is sent. */
  void close() {
    channel.close();
  }

  /** Closes without regard for what is unsent. */
  void abort() {
    ChannelHandlerContext ctx = channel.pipeline().context(this);
    if (ctx != null) {
      ctx.close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    owner.opened(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (lingering) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    List.copyOf(exchanges).forEach(Exchange::lost);
    owner.closed(this);
    ctx.fireChannelInactive();
  }

  /**
   * Closes our side first and goes on reading until the client closes its own. To close both sides
   * while bytes lie unread would make the system reset the connection, and a client that was still
   * sending might never see the response.
   */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (!channel.isActive() || !(channel instanceof DuplexChannel duplex)) {
      ctx.close(promise);
      return;
    }
    channel.closeFuture().addListener(closed -> promise.trySuccess());
    if (lingering) {
      return;
    }
    lingering = true;
    quietSinceNanos = System.nanoTime();
    channel.config().setAutoRead(true);
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            flushed -> {
              if (channel.isActive()) {
                duplex.shutdownOutput();
              }
            });
  }
}
