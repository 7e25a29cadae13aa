package dev.firstlight.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Good clients and bad ones, many at once, for a while. */
final class SoakTest {
  private static final int CLIENTS = 8;
  private static final int ROUNDS = 150;

  @Test
  void clients_ofAllKinds_leaveNothingBehind() throws Exception {
    try (ServerFixture fixture =
        new ServerFixture("max-body", "1MB", "queue", "3", "idle-timeout", "5s")) {
      Queue<String> wrong = new ConcurrentLinkedQueue<>();
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Random random = new Random(i);
        Thread client = new Thread(() -> behave(fixture, random, wrong));
        client.start();
        clients.add(client);
      }
      for (Thread client : clients) {
        client.join();
      }
      assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
      fixture.assertNothingHeld();
      Await.until("all connections end", () -> fixture.server.connections().count() == 0);
      long idle = fixture.buffers.idleBytes();
      assertTrue(idle <= 64 << 20, () -> "idle buffers of " + idle + " bytes");
      try (RawClient client = fixture.connect()) {
        assertEquals(200, client.post("/predict", new byte[10]).reply().status());
      }
      assertEquals(0, fixture.drain());
    }
  }

  private static void behave(ServerFixture fixture, Random random, Queue<String> wrong) {
    for (int i = 0; i < ROUNDS; i++) {
      byte[] body = new byte[random.nextInt(300_000)];
      random.nextBytes(body);
      int kind = random.nextInt(8);
      try (RawClient client = fixture.connect()) {
        switch (kind) {
          case 0 -> client.post("/predict", body).reset();
          case 1 -> {
            client.send("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 400000\r\n\r\n");
            client.send(body).reset();
          }
          case 2 -> expect(client.post("/predict", new byte[3 << 20]).reply(), "too large", wrong);
          case 3 -> client.send(body).reset();
          case 4 -> expect(client.get("/livez").reply(), "live", wrong);
          default -> {
            String described = FakeInferences.description("POST", "/predict", body);
            client.post("/predict", body).post("/predict", body);
            expect(client.reply(), described, wrong);
            expect(client.reply(), described, wrong);
          }
        }
      } catch (IOException e) {
        if (kind == 2 || kind > 3) {
          wrong.add("kind " + kind + ": " + e);
        }
      }
    }
  }

  private static void expect(RawClient.Reply reply, String text, Queue<String> wrong) {
    boolean fits =
        switch (reply.status()) {
          case 200 -> reply.text().contains(text);
          case 413 -> text.equals("too large");
          case 429 -> true;
          default -> false;
        };
    if (!fits) {
      wrong.add(reply.toString());
    }
  }
}
