package dev.firstlight.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end of a server. */
final class DrainTest {
  @Test
  void requests_queuedAndRunning_areAnsweredBeforeTheEnd() throws Exception {
    try (ServerFixture fixture = new ServerFixture("workers", "1")) {
      CountDownLatch gate = fixture.inferences.hold();
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        clients.add(fixture.connect().post("/predict", new byte[10]));
      }
      Await.until("all are in", () -> fixture.server.queue().waiting() == 4);
      fixture.server.drain();
      Await.until("it drains", () -> fixture.server.connections().isDraining());
      gate.countDown();
      for (RawClient client : clients) {
        RawClient.Reply reply = client.reply();
        assertEquals(200, reply.status());
        assertEquals("close", reply.headers().get("connection"));
        assertTrue(client.isClosedByServer());
        client.close();
      }
      assertEquals(0, fixture.server.ended().get(5, TimeUnit.SECONDS));
      assertTrue(fixture.inferences.closed);
    }
  }

  @Test
  void connection_open_isServedOnceMoreWhileDraining() throws Exception {
    try (ServerFixture fixture = new ServerFixture();
        RawClient busy = fixture.connect();
        RawClient open = fixture.connect()) {
      assertEquals(200, open.get("/livez").reply().status());
      CountDownLatch gate = fixture.inferences.hold();
      busy.post("/predict", new byte[10]);
      Await.until("one runs", () -> fixture.server.queue().running() == 1);
      fixture.server.drain();
      Await.until("it drains", () -> fixture.server.connections().isDraining());
      gate.countDown();
      RawClient.Reply reply = open.post("/predict", new byte[10]).reply();
      assertEquals(200, reply.status());
      assertEquals("close", reply.headers().get("connection"));
      assertEquals(200, busy.reply().status());
    }
  }

  @Test
  void readiness_whileDraining_is503() throws Exception {
    try (ServerFixture fixture = new ServerFixture("drain-delay", "10s");
        RawClient client = fixture.connect()) {
      assertEquals(200, client.get("/readyz").reply().status());
      fixture.server.drain();
      Await.until("it drains", () -> fixture.server.connections().isDraining());
      RawClient.Reply reply = client.get("/readyz").reply();
      assertEquals(503, reply.status());
    }
  }

  @Test
  void connections_new_areTakenDuringTheDelayAndRefusedAfter() throws Exception {
    try (ServerFixture fixture = new ServerFixture("drain-delay", "400ms");
        RawClient busy = fixture.connect()) {
      CountDownLatch gate = fixture.inferences.hold();
      busy.post("/predict", new byte[10]);
      Await.until("one runs", () -> fixture.server.queue().running() == 1);
      fixture.server.drain();
      Await.until("it drains", () -> fixture.server.connections().isDraining());
      try (RawClient late = fixture.connect()) {
        assertEquals(200, late.get("/livez").reply().status());
      }
      Await.until("nobody listens", () -> refuses(fixture));
      assertThrows(ConnectException.class, fixture::connect);
      gate.countDown();
      assertEquals(200, busy.reply().status());
    }
  }

  @Test
  void timeout_dropsAndCountsWhatIsUnfinished() throws Exception {
    try (ServerFixture fixture = new ServerFixture("drain-timeout", "200ms");
        RawClient first = fixture.connect();
        RawClient second = fixture.connect()) {
      CountDownLatch gate = fixture.inferences.hold();
      first.post("/predict", new byte[10]);
      second.post("/predict", new byte[10]);
      Await.until("both run", () -> fixture.server.queue().running() == 2);
      assertEquals(2, fixture.drain());
      assertTrue(first.isClosedByServer());
      gate.countDown();
    }
  }

  @Test
  void drain_askedAgain_endsAtOnce() throws Exception {
    try (ServerFixture fixture = new ServerFixture();
        RawClient client = fixture.connect()) {
      CountDownLatch gate = fixture.inferences.hold();
      client.post("/predict", new byte[10]);
      Await.until("one runs", () -> fixture.server.queue().running() == 1);
      fixture.server.drain();
      assertEquals(1, fixture.drain());
      gate.countDown();
    }
  }

  @Test
  void connections_quiet_areClosedWithoutAResponse() throws Exception {
    try (ServerFixture fixture = new ServerFixture();
        RawClient quiet = fixture.connect()) {
      assertEquals(200, quiet.get("/livez").reply().status());
      assertEquals(0, fixture.drain());
      assertTrue(quiet.isClosedByServer());
    }
  }

  @Test
  void address_taken_cannotBeListenedOn() throws Exception {
    try (ServerFixture fixture = new ServerFixture()) {
      var failure =
          assertThrows(
              dev.firstlight.fault.StartException.class,
              () -> new ServerFixture("port", Integer.toString(fixture.server.port())));
      assertTrue(String.valueOf(failure.getMessage()).contains("FIRSTLIGHT_PORT"));
    }
  }

  @Test
  void server_closedTwice_isClosed() throws Exception {
    ServerFixture fixture = new ServerFixture();
    fixture.close();
    fixture.close();
    assertTrue(fixture.inferences.closed);
  }

  private static boolean refuses(ServerFixture fixture) {
    try {
      fixture.connect().close();
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
