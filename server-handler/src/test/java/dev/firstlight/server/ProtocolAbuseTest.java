package dev.firstlight.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that are hostile, broken or gone. */
final class ProtocolAbuseTest {
  private final ServerFixture fixture =
      new ServerFixture(
          "max-body",
          "1MB",
          "workers",
          "1",
          "queue",
          "1",
          "idle-timeout",
          "1s",
          "max-header-bytes",
          "2048",
          "max-connections",
          "50");

  @AfterEach
  void close() {
    fixture.inferences.gate.countDown();
    fixture.assertNothingHeld();
    try (RawClient client = fixture.connect()) {
      assertEquals(200, client.post("/predict", new byte[3]).reply().status());
    } catch (IOException e) {
      throw new AssertionError("the server no longer serves", e);
    }
    fixture.close();
  }

  @Test
  void body_declaredTooLarge_isRefusedAndTheAnswerReachesAClientThatSendsAllFirst()
      throws Exception {
    byte[] body = new byte[100 << 20];
    try (RawClient client = fixture.connect()) {
      RawClient.Reply reply = client.post("/predict", body).reply();
      assertEquals(413, reply.status());
      assertTrue(reply.text().contains("1048576"), reply.text());
      assertEquals(200, client.post("/predict", new byte[5]).reply().status());
    }
    assertEquals(1, fixture.inferences.handled.get());
  }

  @Test
  void body_declaredTooLarge_isRefusedBeforeItComes() throws Exception {
    try (RawClient client = fixture.connect()) {
      client.send("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000000\r\n\r\n");
      assertEquals(413, client.reply().status());
    }
  }

  @Test
  void body_tooLargeInChunks_isRefusedOnceItIs() throws Exception {
    try (RawClient client = fixture.connect()) {
      client.send("POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 40; i++) {
        client.send("10000\r\n").send(new byte[0x10000]).send("\r\n");
      }
      assertEquals(413, client.send("0\r\n\r\n").reply().status());
      assertEquals(200, client.post("/predict", new byte[5]).reply().status());
    }
  }

  @Test
  void body_tooLargeWithContinueExpected_isRefusedInsteadOfContinued() throws Exception {
    try (RawClient client = fixture.connect()) {
      client.send("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n");
      client.send("Expect: 100-continue\r\n\r\n");
      RawClient.Reply reply = client.reply();
      assertEquals(413, reply.status());
      assertEquals("close", reply.headers().get("connection"));
      assertTrue(client.isClosedByServer());
    }
  }

  @Test
  void requests_beyondTheQueue_areRefusedBeforeTheirBodies() throws Exception {
    CountDownLatch gate = fixture.inferences.hold();
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        clients.add(fixture.connect().post("/predict", new byte[10]));
      }
      Await.until("both places are taken", () -> fixture.server.queue().taken() == 2);
      try (RawClient late = fixture.connect()) {
        late.send("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
        RawClient.Reply reply = late.reply();
        assertEquals(429, reply.status());
        assertTrue(reply.headers().containsKey("retry-after"));
      }
      gate.countDown();
      for (RawClient client : clients) {
        assertEquals(200, client.reply().status());
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void client_goneInTheMiddleOfABody_leavesNothing() throws Exception {
    try (RawClient client = fixture.connect()) {
      client.send("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
      client.send(new byte[500_000]);
      Await.until("memory is taken", () -> fixture.server.queue().reservedBytes() > 0);
      client.reset();
    }
    fixture.assertNothingHeld();
    assertEquals(0, fixture.inferences.handled.get());
  }

  @Test
  void client_goneWhileQueued_isNotAnswered() throws Exception {
    CountDownLatch gate = fixture.inferences.hold();
    try (RawClient first = fixture.connect();
        RawClient second = fixture.connect()) {
      first.post("/predict", new byte[10]);
      Await.until("the worker is busy", () -> fixture.server.queue().running() == 1);
      second.post("/predict", new byte[10]);
      Await.until("one waits", () -> fixture.server.queue().waiting() == 1);
      second.reset();
      Await.until("its connection is gone", () -> fixture.server.connections().count() == 1);
      gate.countDown();
      assertEquals(200, first.reply().status());
    }
    fixture.assertNothingHeld();
    assertEquals(1, fixture.inferences.handled.get());
  }

  @Test
  void client_goneWhileAWorkerIsBusyWithIt_leavesNothing() throws Exception {
    CountDownLatch gate = fixture.inferences.hold();
    try (RawClient client = fixture.connect()) {
      client.post("/predict", new byte[10]);
      Await.until("the worker is busy", () -> fixture.server.queue().running() == 1);
      client.reset();
      Await.until("its connection is gone", () -> fixture.server.connections().count() == 0);
    }
    gate.countDown();
    fixture.assertNothingHeld();
  }

  @Test
  void connection_silent_isClosed() throws Exception {
    try (RawClient client = fixture.connect()) {
      assertTrue(client.isClosedByServer());
    }
  }

  @Test
  void head_thatDrips_isCutOff() throws Exception {
    try (RawClient client = fixture.connect()) {
      client.send("POST /predict HTTP/1.1\r\n");
      boolean cut = false;
      for (int i = 0; i < 200 && !cut; i++) {
        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        try {
          client.send("x");
        } catch (IOException e) {
          cut = true;
        }
        cut |= fixture.server.connections().count() == 0;
      }
      assertTrue(cut);
    }
  }

  @Test
  void body_thatStops_isAnsweredWith504AndClosed() throws Exception {
    try (RawClient client = fixture.connect()) {
      client.send("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n12345");
      RawClient.Reply reply = client.reply();
      assertEquals(504, reply.status());
      assertTrue(reply.text().contains("5 bytes"), reply.text());
      assertTrue(client.isClosedByServer());
    }
  }

  @Test
  void client_thatDoesNotReadItsResponse_isCutOff() throws Exception {
    java.nio.ByteBuffer huge = java.nio.ByteBuffer.allocateDirect(64 << 20);
    fixture.inferences.predict =
        request -> {
          fixture.inferences.predict = fixture.inferences::describe;
          return fixture.inferences.respond(200, List.of(huge));
        };
    try (RawClient client = fixture.connect()) {
      client.post("/predict", new byte[10]);
      Await.until("it is answered", () -> fixture.inferences.handled.get() == 1);
      fixture.assertNothingHeld();
    }
  }

  @Test
  void requestLine_malformed_isAnsweredWith400() throws Exception {
    assertRefused(400, "what is this\r\n\r\n");
  }

  @Test
  void head_tooLong_isAnsweredWith431() throws Exception {
    assertRefused(431, "GET / HTTP/1.1\r\nLong: " + "x".repeat(100_000) + "\r\n\r\n");
  }

  @Test
  void requestLine_tooLong_isAnsweredWith414() throws Exception {
    assertRefused(414, "GET /" + "x".repeat(100_000) + " HTTP/1.1\r\n\r\n");
  }

  @Test
  void lengths_contradicting_areAnsweredWith400() throws Exception {
    assertRefused(
        400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde");
  }

  @Test
  void version_unknown_isAnsweredWith505() throws Exception {
    assertRefused(505, "GET / HTTP/1.7\r\nHost: x\r\n\r\n");
  }

  @Test
  void chunkSize_malformed_isAnsweredWith400() throws Exception {
    assertRefused(
        400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\nabc\r\n");
  }

  @Test
  void noise_doesNoHarm() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 40; i++) {
      byte[] noise = new byte[random.nextInt(5000)];
      random.nextBytes(noise);
      try (RawClient client = fixture.connect()) {
        client.send(noise);
      } catch (IOException e) {
        assertFalse(
            e instanceof java.net.ConnectException); // the server may well have closed it already
      }
    }
    Await.until("all connections are gone", () -> fixture.server.connections().count() == 0);
  }

  @Test
  void connections_beyondTheLimit_areClosed() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        clients.add(fixture.connect());
      }
      Await.until("all are accepted", () -> fixture.server.connections().count() == 50);
      try (RawClient late = fixture.connect()) {
        assertTrue(late.isClosedByServer());
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
    Await.until("all connections are gone", () -> fixture.server.connections().count() == 0);
  }

  @Test
  void pipelining_behindABusyWorker_takesNoMemory() throws Exception {
    CountDownLatch gate = fixture.inferences.hold();
    try (RawClient client = fixture.connect()) {
      client.post("/predict", new byte[10]);
      Await.until("the worker is busy", () -> fixture.server.queue().running() == 1);
      Thread sender =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 30; i++) {
                    client.post("/predict", new byte[1_000_000]);
                  }
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      sender.start();
      assertEquals(1, fixture.server.queue().taken());
      gate.countDown();
      for (int i = 0; i < 31; i++) {
        assertEquals(200, client.reply().status());
      }
      sender.join();
    }
  }

  private void assertRefused(int status, String bytes) throws IOException {
    try (RawClient client = fixture.connect()) {
      RawClient.Reply reply = client.send(bytes).reply();
      assertEquals(status, reply.status());
      assertTrue(reply.text().contains("error"), reply.text());
      assertTrue(client.isClosedByServer());
    }
  }
}
