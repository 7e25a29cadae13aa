package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.platformlog.LogEvent;
import dev.firstlight.bench.platformlog.LogParser;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.RecordLog;
import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.JavaCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a process of its own, with the tiny model on real instances. */
class UpIT {
  private static final Path HOME = Path.of(System.getProperty("firstlight.home", ""));
  private static final Pattern ADDRESS = Pattern.compile("http://localhost:(\\d+)/predict");

  @TempDir Path folder;
  private Path model = Path.of("");

  @BeforeEach
  void writeModel() throws IOException {
    model = TinyModels.classifier(folder.resolve("model"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lambda", "gcf", "server"})
  void target_answers_accountsAndEndsWhenTold(String target) throws Exception {
    try (ChildProcess up = up(target, "--out", folder.resolve("run").toString())) {
      int port = port(up);
      for (int i = 0; i < 2; i++) {
        HttpResponse<String> answer = post(port);
        assertEquals(200, answer.statusCode(), () -> answer.body() + up.tail());
        assertTrue(answer.headers().firstValue("firstlight-instance").isPresent());
      }
      up.terminate();
      assertEquals(128 + 15, up.awaitExit(Duration.ofSeconds(60)), up::tail);

      List<LogEvent.Report> reports =
          up.lines().stream()
              .map(LogParser::parse)
              .flatMap(Optional::stream)
              .filter(LogEvent.Report.class::isInstance)
              .map(LogEvent.Report.class::cast)
              .toList();
      assertEquals(2, reports.size(), up::tail);
      assertTrue(up.tail().contains("1 instances started"), up::tail);
      List<InvocationRecord> records = RecordLog.read(folder.resolve("run/records.jsonl"));
      assertEquals(
          List.of(0, 1), records.stream().map(InvocationRecord::sequence).toList(), up::tail);
      for (InvocationRecord record : records) {
        assertEquals(Optional.empty(), record.error());
        assertEquals("answered", record.charge().orElseThrow().outcome());
      }
    }
    awaitNothingOf(model);
  }

  @Test
  void parent_thatIsKilled_takesItsInstancesAlong() throws Exception {
    try (ChildProcess up = up("lambda")) {
      assertEquals(200, post(port(up)).statusCode(), up::tail);
      assertTrue(instances(model) > 0);
      // The process alone, not its descendants as closing would.
      assertTrue(ProcessHandle.of(up.pid()).orElseThrow().destroyForcibly());
      awaitNothingOf(model);
    }
  }

  @Test
  void slowStore_slowsTheColdStartDown_andIsAnsweredAllTheSame() throws Exception {
    try (ChildProcess up = up("lambda", "--store", "http", "--fault", "slow-store:100000")) {
      assertEquals(200, post(port(up)).statusCode(), up::tail);
    }
  }

  private ChildProcess up(String target, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("up", target, "--jvm", "plain", "--port", "0", "--model", model.toString()));
    arguments.addAll(List.of(more));
    return ChildProcess.start(
        JavaCommand.of(JavaCommand.classPathOf(HOME.resolve("bench/target")), Main.class.getName())
            .withFlags(List.of("-Dfirstlight.home=" + HOME))
            .withArguments(arguments));
  }

  private static int port(ChildProcess up) {
    long giveUp = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (true) {
      for (String line : up.lines()) {
        Matcher address = ADDRESS.matcher(line);
        if (address.find()) {
          return Integer.parseInt(address.group(1));
        }
      }
      assertTrue(up.isAlive() && System.nanoTime() < giveUp, up::tail);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static HttpResponse<String> post(int port) throws Exception {
    byte[] image = rocket();
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/predict"))
                .header("Content-Type", "image/jpeg")
                .POST(HttpRequest.BodyPublishers.ofByteArray(image))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static byte[] rocket() throws IOException {
    try (var in =
        dev.firstlight.models.Models.class.getResourceAsStream(
            "/dev/firstlight/models/rocket.jpg")) {
      if (in == null) {
        throw new IOException("the sample is missing");
      }
      return in.readAllBytes();
    }
  }

  private static void awaitNothingOf(Path model) {
    long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (instances(model) > 0) {
      assertTrue(System.nanoTime() < giveUp, "an instance outlived the command");
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** Processes of this machine that have that model in their environment. */
  private static long instances(Path model) {
    return ProcessHandle.allProcesses()
        .filter(process -> environment(process).contains("FIRSTLIGHT_MODEL=" + model))
        .count();
  }

  private static String environment(ProcessHandle process) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), "environ"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
