package dev.firstlight.bench.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.instance.Instance.Reply;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.process.LoopbackPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers one connection with given bytes. */
class HttpWireTest {
  private static final Call CALL = Call.post("/predict", "text/plain", "hello");

  private final LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private final ServerSocket server;

  HttpWireTest() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void answer_withALength_isRead() throws IOException {
    Reply reply = send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: a: b\r\n\r\nworld");
    assertEquals(200, reply.answer().status());
    assertEquals("world", reply.answer().text());
    assertEquals("a: b", reply.answer().header("x").orElseThrow());
  }

  @Test
  void answer_inChunks_isRead() throws IOException {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    String chunks = "3;name=x\r\nwor\r\n2\r\nld\r\n0\r\nTrailer: x\r\n\r\n";
    Reply reply = send(head + chunks);
    assertEquals("world", reply.answer().text());
  }

  @Test
  void answer_withoutBody_isRead() throws IOException {
    assertEquals(0, send("HTTP/1.1 204 No Content\r\n\r\n").answer().bytes().length);
  }

  @Test
  void answer_thatEndsTooEarly_isAnError() {
    IOException e =
        assertThrows(
            IOException.class, () -> send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nworld"));
    assertTrue(
        String.valueOf(e.getMessage()).contains("before its answer was complete"), e.getMessage());
  }

  @Test
  void answer_ofAnotherProtocol_isQuoted() {
    IOException e = assertThrows(IOException.class, () -> send("SSH-2.0-OpenSSH\r\n"));
    assertTrue(String.valueOf(e.getMessage()).contains("SSH-2.0"), e.getMessage());
  }

  @Test
  void request_isWrittenAsHttp() throws Exception {
    send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    String request = requests.take();
    assertTrue(request.startsWith("POST /predict HTTP/1.1\r\nHost: "), request);
    assertTrue(request.contains("\r\nContent-Type: text/plain\r\n"), request);
    assertTrue(request.endsWith("\r\nContent-Length: 5\r\n\r\nhello"), request);
  }

  @Test
  void times_areInOrder() throws IOException {
    Reply reply = send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    assertTrue(reply.sentNanos() <= reply.firstByteNanos());
    assertTrue(reply.firstByteNanos() <= reply.doneNanos());
  }

  @Test
  void connect_whereNobodyListens_isFalse() throws IOException {
    try (HttpWire wire = new HttpWire(LoopbackPort.free())) {
      for (int i = 0; i < 100; i++) {
        assertFalse(wire.connect());
      }
    }
  }

  private Reply send(String response) throws IOException {
    var unused = CompletableFuture.runAsync(() -> answer(response));
    try (HttpWire wire = new HttpWire(new LoopbackPort(server.getLocalPort()))) {
      assertTrue(wire.connect());
      return wire.send(CALL);
    }
  }

  private void answer(String response) {
    try (Socket socket = server.accept();
        InputStream in = socket.getInputStream()) {
      StringBuilder request = new StringBuilder();
      while (!request.toString().endsWith("\r\n\r\nhello")) {
        request.append((char) in.read());
      }
      requests.add(request.toString());
      socket.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      requests.add(List.of(e).toString());
    }
  }
}
