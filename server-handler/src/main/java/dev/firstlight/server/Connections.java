package dev.firstlight.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vertx.core.impl.transports.NioTransport;
import io.vertx.core.transport.Transport;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All connections of a server, and the socket that they come from. As Vert.x's transport it learns
 * of a connection when it is accepted, long before its first request, and can stop accepting while
 * connections go on; Vert.x itself offers neither. Used by the event loop, where nothing else is
 * said.
 */
final class Connections implements Transport {
  /** While draining, how long a connection must have been quiet to be closed without a response. */
  static final long DRAIN_QUIET_NANOS = 1_000_000_000L;

  private final int most;
  private final AtomicInteger accepted = new AtomicInteger();
  private final Set<Connection> open = new LinkedHashSet<>();
  private volatile @Nullable Channel listener;
  private volatile boolean draining;

  Connections(int most) {
    this.most = most;
  }

  /** Connections that are open now. Safe on every thread. */
  int count() {
    return accepted.get();
  }

  /** Those that are open. */
  Set<Connection> open() {
    return open;
  }

  /** Exchanges that are not finished. */
  long unfinished() {
    return open.stream().mapToLong(connection -> connection.exchanges().size()).sum();
  }

  boolean isDraining() {
    return draining;
  }

  /** From now on, each connection ends with its next response, or when it has been quiet. */
  void drain() {
    draining = true;
    List.copyOf(open).forEach(Connection::drain);
  }

  /** From now on, connections go on after their next response. */
  void stopDraining() {
    draining = false;
  }

  /** Accepts no more. */
  @SuppressWarnings("FutureReturnValueIgnored") // there is nothing to do if it fails
  void stopListening() {
    Channel channel = listener;
    if (channel != null) {
      channel.close();
    }
  }

  /** Whether connections are still accepted. */
  boolean isListening() {
    Channel channel = listener;
    return channel != null && channel.isOpen();
  }

  /** Ends what stands still. */
  void check(long idleNanos) {
    long now = System.nanoTime();
    List.copyOf(open).forEach(connection -> connection.check(now, idleNanos));
  }

  void opened(Connection connection) {
    open.add(connection);
  }

  void closed(Connection connection) {
    open.remove(connection);
  }

  /** Takes or refuses a connection; runs on the accepting thread. */
  private void accept(ChannelHandlerContext ctx, Channel channel) {
    if (accepted.incrementAndGet() > most) {
      accepted.decrementAndGet();
      channel.unsafe().closeForcibly();
      return;
    }
    channel.closeFuture().addListener(closed -> accepted.decrementAndGet());
    Connection connection = new Connection(this, channel);
    channel.config().setRecvByteBufAllocator(new SocketReads(connection));
    channel.pipeline().addFirst("connection", connection);
    ctx.fireChannelRead(channel);
  }

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public @Nullable Throwable unavailabilityCause() {
    return null;
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    return new NioTransport() {
      @Override
      public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return () -> {
          NioServerSocketChannel channel = new NioServerSocketChannel();
          channel
              .pipeline()
              .addLast(
                  new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object message) {
                      accept(ctx, (Channel) message);
                    }
                  });
          listener = channel;
          return channel;
        };
      }
    };
  }
}
