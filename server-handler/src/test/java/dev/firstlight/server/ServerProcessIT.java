package dev.firstlight.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.model.TinyModel;
import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.HttpProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as a program: how it starts, and how it ends. */
final class ServerProcessIT {
  private static final byte[] TEXT =
      "{\"instances\":[\"first light\"]}".getBytes(StandardCharsets.UTF_8);
  private static final int CLIENTS = 16;

  @TempDir static Path folder;
  private static Map<String, String> environment = Map.of();

  @BeforeAll
  static void writeModel() throws Exception {
    environment =
        Map.of(
            "FIRSTLIGHT_MODEL",
            TinyModel.EMBEDDER.write(folder.resolve("model")).toString(),
            "FIRSTLIGHT_CACHE_DIRECTORY",
            folder.resolve("cache").toString());
  }

  @Test
  void sigterm_underLoad_dropsNothing() throws Exception {
    try (HttpProcess server = ServerProcess.start(environment)) {
      AtomicInteger answered = new AtomicInteger();
      List<String> dropped = new CopyOnWriteArrayList<>();
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Thread client = new Thread(() -> load(server.uri("/").getPort(), answered, dropped));
        client.start();
        clients.add(client);
      }
      Await.until("the load is on", () -> answered.get() > 200);
      server.process().terminate();
      for (Thread client : clients) {
        client.join();
      }
      assertEquals(FirstlightServer.EXIT_DRAINED, exit(server.process()));
      assertEquals(List.of(), dropped);
      assertTrue(
          printed(server.process(), "\"event\":\"ended\",\"dropped\":0"), server.process()::tail);
    }
  }

  /** Sends one request after the other over one connection until the server says it is the last. */
  private static void load(int port, AtomicInteger answered, List<String> dropped) {
    while (true) {
      RawClient client;
      try {
        client = new RawClient(port);
      } catch (IOException e) {
        return; // refused at connect: the server no longer listens
      }
      try (client) {
        for (int i = 0; ; i++) {
          RawClient.Reply reply;
          try {
            reply = client.post("/predict", TEXT, "Content-Type: application/json").reply();
          } catch (IOException e) {
            if (i > 0) {
              dropped.add("request " + i + ": " + e);
            }
            // The system refuses connections that nobody has accepted when the socket closes.
            break;
          }
          if (reply.status() != 200) {
            dropped.add("status " + reply.status());
          }
          answered.incrementAndGet();
          if ("close".equals(reply.headers().get("connection"))) {
            break;
          }
        }
      } catch (IOException e) {
        dropped.add("close: " + e);
      }
    }
  }

  @Test
  void sigterm_duringTheColdStart_stillAnswersWhatWaits() throws Exception {
    try (HttpProcess server = ServerProcess.start(environment);
        RawClient client = new RawClient(server.uri("/").getPort())) {
      client.post("/predict", TEXT, "Content-Type: application/json");
      Await.until("it serves", () -> printed(server.process(), "\"event\":\"serving\""));
      server.process().terminate();
      assertEquals(200, client.reply().status());
      assertEquals(FirstlightServer.EXIT_DRAINED, exit(server.process()));
    }
  }

  @Test
  void memory_usedUp_endsTheProcessAndSaysSo() throws Exception {
    Map<String, String> images = new HashMap<>(images());
    images.put("FIRSTLIGHT_MAX_IMAGE_PIXELS", "100000000");
    try (HttpProcess server = ServerProcess.start(images, List.of("-Xmx48m"));
        RawClient client = new RawClient(server.uri("/").getPort())) {
      client.post("/predict", LargePng.square(9000), "Content-Type: image/png");
      assertEquals(FirstlightServer.EXIT_FATAL, exit(server.process()));
      assertTrue(printed(server.process(), "\"event\":\"fatal\""), server.process()::tail);
    }
  }

  /** Small files of many pixels, as many as it allows and more, several at a time. */
  @Test
  void memory_small_isNotUsedUpByLargeImages() throws Exception {
    Call tooLarge = Call.post("/predict", "image/png", LargePng.square(9000));
    ExecutorService clients = Executors.newFixedThreadPool(6);
    try (HttpProcess server =
        ServerProcess.start(images(), List.of("-Xmx32m", "-XX:+UseSerialGC"))) {
      Answer refused = server.send(tooLarge);
      assertEquals(400, refused.status(), refused::text);
      int most =
          Integer.parseInt(refused.text().replaceAll(".*at most (\\d+) are allowed.*", "$1"));
      Call largest = Call.post("/predict", "image/png", LargePng.square((int) Math.sqrt(most)));
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        Call call = i % 5 == 4 ? tooLarge : largest;
        answers.add(clients.submit(() -> server.send(call)));
      }
      for (int i = 0; i < answers.size(); i++) {
        Answer answer = answers.get(i).get();
        assertEquals(i % 5 == 4 ? 400 : 200, answer.status(), answer::text);
      }
      assertEquals(200, server.send(Call.get("/readyz")).status());
    } finally {
      clients.shutdownNow();
    }
  }

  private Map<String, String> images() throws IOException {
    return Map.of(
        "FIRSTLIGHT_MODEL",
        TinyModel.CLASSIFIER.write(folder.resolve("images")).toString(),
        "FIRSTLIGHT_CACHE_DIRECTORY",
        folder.resolve("cache").toString());
  }

  @Test
  void settings_wrong_endTheProcessAndAreAllNamed() throws Exception {
    Map<String, String> wrong =
        Map.of(
            "FIRSTLIGHT_MODEL", "/nowhere",
            "FIRSTLIGHT_WORKERS", "none",
            "FIRSTLIGHT_QUEU", "7",
            "PORT", "99999999");
    try (ChildProcess process = ServerProcess.run(wrong)) {
      assertEquals(FirstlightServer.EXIT_CONFIGURATION, exit(process));
      assertTrue(printed(process, "FIRSTLIGHT_WORKERS must be"), process::tail);
      assertTrue(printed(process, "did you mean FIRSTLIGHT_QUEUE?"), process::tail);
      assertTrue(printed(process, "port must be"), process::tail);
    }
  }

  @Test
  void argument_unknown_endsTheProcess() throws Exception {
    try (ChildProcess process = ServerProcess.run(environment, "--port", "8080")) {
      assertEquals(FirstlightServer.EXIT_USAGE, exit(process));
    }
  }

  @Test
  void port_taken_endsTheProcess() throws Exception {
    try (ServerSocket taken = new ServerSocket(0);
        ChildProcess process =
            ServerProcess.run(
                Map.of(
                    "FIRSTLIGHT_MODEL", "/nowhere", "PORT", Integer.toString(taken.getLocalPort())),
                "serve")) {
      assertEquals(FirstlightServer.EXIT_CONFIGURATION, exit(process));
      assertTrue(printed(process, "cannot listen on"), process::tail);
    }
  }

  @Test
  void model_missing_isAnsweredWith503AndTheProcessStays() throws Exception {
    try (HttpProcess server = ServerProcess.start(Map.of("FIRSTLIGHT_MODEL", "/nowhere"))) {
      assertEquals(503, server.send(Call.post("/predict", "application/json", "{}")).status());
      assertEquals(200, server.send(Call.get("/livez")).status());
      assertEquals(503, server.send(Call.get("/readyz")).status());
      server.process().terminate();
      assertEquals(FirstlightServer.EXIT_DRAINED, exit(server.process()));
    }
  }

  private static int exit(ChildProcess process) throws Exception {
    return process.awaitExit(Duration.ofSeconds(30));
  }

  private static boolean printed(ChildProcess process, String text) {
    return process.lines().stream().anyMatch(line -> line.contains(text));
  }
}
