package dev.firstlight.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * One request of the server to itself, while the model loads on threads of its own: so the first
 * real request does not pay for the classes that read requests and write responses. It asks whether
 * the process lives, which needs no model, and brings a body so that bodies are rehearsed too.
 */
final class Rehearsal {
  private static final int TIMEOUT_MILLIS = 2_000;

  private Rehearsal() {}

  /**
   * Begins it.
   *
   * @param rehearsed completes when it is over, well or badly
   */
  static void begin(String host, int port, CompletableFuture<Void> rehearsed) {
    Thread thread =
        new Thread(
            () -> {
              try {
                run(host, port);
              } finally {
                rehearsed.complete(null);
              }
            },
            "firstlight-rehearsal");
    thread.setDaemon(true);
    thread.start();
  }

  private static void run(String host, int port) {
    try (Socket socket = new Socket()) {
      InetAddress address = InetAddress.getByName(host);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(
          new InetSocketAddress(
              address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address, port),
          TIMEOUT_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\nConnection: close\r\n\r\nfirst light"
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream answer = socket.getInputStream();
      byte[] chunk = new byte[1024];
      while (answer.read(chunk) >= 0) {
        // To its end, so that the answer is written in full.
      }
    } catch (IOException e) {
      // The first real request pays after all.
    }
  }
}
