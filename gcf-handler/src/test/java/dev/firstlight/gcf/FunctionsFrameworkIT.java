package dev.firstlight.gcf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.model.Samples;
import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.HttpProcess;
import dev.firstlight.conformance.process.LoopbackPort;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the function gets on with the real functions framework, beyond single requests. */
class FunctionsFrameworkIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void functionBehindTheFrameworksClassLoader_serves() throws Exception {
    try (HttpProcess instance = FunctionProcess.startIsolated(environment(Map.of()))) {
      Answer answer = instance.send(Call.post("/predict", "image/jpeg", Samples.rocket()));
      assertEquals(200, answer.status(), answer::text);
    }
  }

  @Test
  void wrongSetting_endsTheProcessWithAllProblems() throws Exception {
    Map<String, String> wrong = Map.of("FIRSTLIGHT_MODLE", "x", "FIRSTLIGHT_THREADS", "many");
    try (ChildProcess process =
        ChildProcess.start(
            FunctionProcess.command(
                FunctionProcess.classPath(), environment(wrong), LoopbackPort.free().number()))) {
      assertTrue(process.awaitExit(PATIENCE) != 0);
      String printed = String.join("\n", process.lines());
      assertTrue(printed.contains("did you mean FIRSTLIGHT_MODEL?"), printed);
      assertTrue(printed.contains("FIRSTLIGHT_THREADS must be"), printed);
    }
  }

  @Test
  void bodyOfAHundredMegabytes_isRefusedBeforeItIsSent() throws Exception {
    try (HttpProcess instance = FunctionProcess.start(environment(Map.of()))) {
      URI uri = instance.uri("/predict");
      try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        String head =
            """
            POST /predict HTTP/1.1
            Host: localhost
            Content-Type: image/jpeg
            Content-Length: 104857600
            Expect: 100-continue

            """
                .replace("\n", "\r\n");
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        assertTrue(answer.contains("33554432"), answer);
      }
      assertEquals(
          200, instance.send(Call.post("/predict", "image/jpeg", Samples.rocket())).status());
    }
  }

  @Test
  void bodyJustOverTheLimit_isRefusedWithTheLimitNamed() throws Exception {
    try (HttpProcess instance = FunctionProcess.start(environment(Map.of()))) {
      Answer answer = instance.send(Call.post("/predict", "image/jpeg", new byte[(32 << 20) + 1]));
      assertEquals(413, answer.status());
      assertTrue(answer.text().contains("33554432"), answer::text);
    }
  }

  @Test
  void terminatedInstance_ends() throws Exception {
    try (HttpProcess instance = FunctionProcess.start(environment(Map.of()))) {
      assertEquals(200, instance.send(Call.get("/livez")).status());
      instance.process().terminate();
      assertEquals(143, instance.process().awaitExit(PATIENCE));
    }
  }

  @Test
  void requestUnderWayAtTheSignalToEnd_isAnswered() throws Exception {
    byte[] image = Samples.rocket();
    try (HttpProcess instance = FunctionProcess.start(environment(Map.of()));
        Socket socket = new Socket(instance.uri("/").getHost(), instance.uri("/").getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      // A cold start that still goes on could not load libraries any more.
      assertEquals(200, instance.send(Call.post("/predict", "image/jpeg", image)).status());
      String head =
          """
          POST /predict HTTP/1.1
          Host: localhost
          Content-Type: image/jpeg
          Content-Length: %d
          Expect: 100-continue
          Connection: close

          """
              .replace("\n", "\r\n")
              .formatted(image.length);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      // The framework says so when the function asks for the body: the request is under way.
      byte[] goOn = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      assertArrayEquals(goOn, socket.getInputStream().readNBytes(goOn.length));
      instance.process().terminate();
      awaitLine(instance, "{\"event\":\"draining\",\"responses\":1}");
      socket.getOutputStream().write(image);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      assertTrue(answer.contains("\"predictions\""), answer);
      assertEquals(143, instance.process().awaitExit(PATIENCE));
    }
  }

  private static void awaitLine(HttpProcess instance, String line) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!instance.log().contains(line)) {
      assertTrue(instance.isAlive() && System.nanoTime() < deadline, instance.process()::tail);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private Map<String, String> environment(Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("FIRSTLIGHT_MODEL", TinyModels.classifier(folder.resolve("model")).toString());
    environment.put("FIRSTLIGHT_CACHE_DIRECTORY", folder.resolve("cache").toString());
    return environment;
  }
}
