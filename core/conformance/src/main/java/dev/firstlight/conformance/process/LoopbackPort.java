package dev.firstlight.conformance.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * A port of the loopback interface.
 *
 * @param number from 1 to 65535
 */
public record LoopbackPort(int number) {
  /** A port that nobody listens on now. */
  public static LoopbackPort free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new LoopbackPort(socket.getLocalPort());
    }
  }

  /** A connection to whoever listens, which the caller closes; empty where nobody does. */
  public Optional<SocketChannel> connect() throws IOException {
    return connect(SocketChannel.open());
  }

  /** The same with a channel that may be bound already; closes it where nobody listens. */
  Optional<SocketChannel> connect(SocketChannel channel) throws IOException {
    boolean connected = false;
    try {
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
      // A port that nobody listens on may be given to the client's own end, and TCP then connects
      // that end with itself.
      connected = !channel.getLocalAddress().equals(channel.getRemoteAddress());
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      if (!connected) {
        channel.close();
      }
    }
    return connected ? Optional.of(channel) : Optional.empty();
  }
}
