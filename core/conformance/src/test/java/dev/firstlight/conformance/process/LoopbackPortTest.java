package dev.firstlight.conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class LoopbackPortTest {
  @Test
  void portThatSomebodyListensOn_isConnectedTo() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SocketChannel channel = new LoopbackPort(server.getLocalPort()).connect().orElseThrow()) {
      assertEquals(server.getLocalSocketAddress(), channel.getRemoteAddress());
    }
  }

  @Test
  void portThatNobodyListensOn_isNot() throws IOException {
    assertTrue(LoopbackPort.free().connect().isEmpty());
  }

  @Test
  void portOfTheClientsOwnEnd_isNotTakenForAServer() throws IOException {
    LoopbackPort port = LoopbackPort.free();
    SocketChannel channel = SocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number()));
    assertTrue(port.connect(channel).isEmpty());
    assertFalse(channel.isOpen());
  }
}
