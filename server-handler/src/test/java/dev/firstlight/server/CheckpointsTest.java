package dev.firstlight.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.config.Settings;
import dev.firstlight.conformance.model.TinyModel;
import dev.firstlight.conformance.process.OpenFiles;
import dev.firstlight.fault.StartException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.crac.CheckpointException;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The server under org.crac, with a stand-in for the JVM that would save the process. */
@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "sockets are read from procfs")
final class CheckpointsTest {
  private static final long SELF = ProcessHandle.current().pid();

  /** Only what is kept is called; the hooks of a test go with it. */
  private final List<Resource> kept = new ArrayList<>();

  @BeforeEach
  void forgetHooksOfOtherTests() {
    dev.firstlight.server.crac.Core.forget();
  }

  /** Called last before a checkpoint, as it registers first: sees what would be saved. */
  private static final class Witness implements Resource {
    final int port;
    final List<OpenFiles.Socket> sockets = new ArrayList<>();
    boolean called;

    Witness(int port) {
      this.port = port;
      Core.getGlobalContext().register(this);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws Exception {
      called = true;
      OpenFiles open = OpenFiles.of(SELF);
      sockets.addAll(open.servedAt(port));
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {}
  }

  @Test
  void checkpoint_closesEverySocketAndRestorationListensOnTheSamePort() throws Exception {
    try (ServerFixture fixture = new ServerFixture()) {
      int port = fixture.server.port();
      Witness witness = new Witness(port);
      kept.add(witness);
      List<String> restored = new CopyOnWriteArrayList<>();
      kept.add(Checkpoints.register(fixture.server, restored::add));
      try (RawClient idle = fixture.connect()) {
        assertEquals(200, idle.get("/livez").reply().status());
        Core.checkpointRestore();
        assertTrue(idle.isClosedByServer());
      }
      assertTrue(witness.called);
      assertEquals(List.of(), witness.sockets);
      assertEquals(List.of("127.0.0.1:" + port), restored);
      try (RawClient client = new RawClient(port)) {
        assertEquals(200, client.get("/readyz").reply().status());
        RawClient.Reply reply = client.post("/predict", new byte[10]).reply();
        assertEquals(200, reply.status());
        assertNotEquals("close", reply.headers().get("connection"));
      }
    }
  }

  @Test
  void request_onItsWay_isAnsweredBeforeTheCheckpoint() throws Exception {
    try (ServerFixture fixture = new ServerFixture();
        RawClient busy = fixture.connect()) {
      CountDownLatch gate = fixture.inferences.hold();
      busy.post("/predict", new byte[10]);
      Await.until("it runs", () -> fixture.server.queue().running() == 1);
      CompletableFuture<Void> suspended = CompletableFuture.runAsync(fixture.server::suspend);
      Await.until("it drains", () -> fixture.server.connections().isDraining());
      assertTrue(!suspended.isDone());
      gate.countDown();
      assertEquals(200, busy.reply().status());
      suspended.join();
      fixture.server.resume("crac");
    }
  }

  @Test
  void connection_thatStandsStill_isGivenUpAtTheTimeout() throws Exception {
    try (ServerFixture fixture = new ServerFixture("drain-timeout", "200ms");
        RawClient client = fixture.connect()) {
      CountDownLatch gate = fixture.inferences.hold();
      client.post("/predict", new byte[10]);
      Await.until("it runs", () -> fixture.server.queue().running() == 1);
      fixture.server.suspend();
      assertTrue(client.isClosedByServer());
      gate.countDown();
      fixture.server.resume("crac");
      fixture.assertNothingHeld();
      assertEquals(0, fixture.drain());
    }
  }

  @Test
  void service_isAnotherInstanceAfterTheRestoration(@TempDir Path folder) throws Exception {
    try (InferenceServer server = server(TinyModel.EMBEDDER.write(folder.resolve("model")))) {
      String before = instance(server.port());
      server.suspend();
      server.resume("crac");
      String after = instance(server.port());
      assertNotEquals(before, after);
      assertEquals(after, instance(server.port()));
    }
  }

  @Test
  void coldStartThatFailed_refusesTheCheckpointAndGoesOnListening(@TempDir Path folder)
      throws Exception {
    try (InferenceServer server = server(folder.resolve("nothing"))) {
      List<String> restored = new ArrayList<>();
      kept.add(Checkpoints.register(server, restored::add));
      CheckpointException refused =
          assertThrows(CheckpointException.class, Core::checkpointRestore);
      assertTrue(refused.getSuppressed().length > 0, refused::toString);
      assertThrows(StartException.class, server::suspend);
      assertEquals(List.of(), restored);
      try (RawClient client = new RawClient(server.port())) {
        assertEquals(200, client.get("/livez").reply().status());
      }
    }
  }

  private static InferenceServer server(Path model) {
    Settings settings =
        Settings.of(
            Map.of(
                "model",
                model.toString(),
                "host",
                "127.0.0.1",
                "port",
                "0",
                "cache-directory",
                model.resolveSibling("cache").toString()));
    return InferenceServer.start(ServerConfig.read(settings), line -> {}, error -> {});
  }

  private static String instance(int port) throws Exception {
    try (RawClient client = new RawClient(port)) {
      RawClient.Reply reply =
          client
              .post(
                  "/predict",
                  "{\"instances\":[\"first light\"]}".getBytes(StandardCharsets.UTF_8),
                  "Content-Type: application/json")
              .reply();
      assertEquals(200, reply.status(), reply::text);
      return String.valueOf(reply.headers().get("firstlight-instance"));
    }
  }
}
