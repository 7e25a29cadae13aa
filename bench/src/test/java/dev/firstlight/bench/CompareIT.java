package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.RecordLog;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.JavaCommand;
import dev.firstlight.json.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with real processes on all targets, and a tiny model so that it is quick. */
class CompareIT {
  private static final Path HOME = Path.of(System.getProperty("firstlight.home", ""));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path folder;

  @Test
  void compare_ofImages_measuresAllTargetsAlike() throws IOException {
    Path model = TinyModels.classifier(folder.resolve("model"));
    int code =
        run(
            "compare",
            "--jvm",
            "plain",
            "--model",
            model.toString(),
            "--cold",
            "2",
            "--warm",
            "5",
            "--out",
            "run",
            "--json");

    JsonNode summary = JsonNode.read(out.toByteArray());
    assertEquals(Files.readString(folder.resolve("run/summary.json")), text(out));
    List<JsonNode> targets = summary.elements("targets");
    assertEquals(
        List.of("lambda", "gcf", "server"),
        targets.stream().map(target -> target.get("target").asString()).toList());
    for (JsonNode target : targets) {
      assertEquals(0, target.get("errors").asLong(), text(err));
      assertEquals(2, target.get("cold").get("count").asLong());
      assertEquals(5, target.get("warm").get("count").asLong());
      assertTrue(target.get("cold").get("e2eMillis").get("p50").asDouble() > 0);
      for (Stage stage : Stage.values()) {
        target.get("cold").get("stageMillis").get(stage.label()).get("p99").asDouble();
      }
      assertTrue(target.get("warm").get("predictMillis").get("p50").asDouble() > 0);
    }
    // Two cold starts are never enough; a busy machine may add that stages account for too little.
    assertEquals(FirstlightCommand.FAILED, code);
    assertFalse(summary.get("verdict").get("valid").asBoolean());
    for (JsonNode reason : summary.get("verdict").elements("reasons")) {
      assertTrue(
          reason.asString().contains("too few cold starts")
              || reason.asString().contains("account for"),
          reason.asString());
    }
    List<InvocationRecord> records = RecordLog.read(folder.resolve("run/records.jsonl"));
    assertEquals(3 * (2 + 5), records.size());
    assertTrue(Files.size(folder.resolve("run/report.html")) > 100_000);
    assertTrue(Files.exists(folder.resolve("run/plan.json")));
  }

  @Test
  void compare_ofStores_fetchesTheModelWithEveryStart() throws IOException {
    Path model = TinyModels.classifier(folder.resolve("model"));
    run(
        "compare",
        "--jvm",
        "plain",
        "--model",
        model.toString(),
        "--store",
        "http,s3,gcs",
        "--targets",
        "server",
        "--cold",
        "2",
        "--warm",
        "2",
        "--out",
        "run");
    assertAnswersAreEqual(folder.resolve("run/records.jsonl"));
    List<InvocationRecord> firsts =
        RecordLog.read(folder.resolve("run/records.jsonl")).stream()
            .filter(InvocationRecord::first)
            .toList();
    assertEquals(6, firsts.size());
    long bytes = Files.size(model.resolve("model.onnx")) + Files.size(model.resolve("model.json"));
    for (InvocationRecord first : firsts) {
      long fetched = first.coldStart().orElseThrow().span(Stage.DOWNLOAD).orElseThrow().bytes();
      assertTrue(fetched >= bytes, first.point() + " fetched " + fetched);
    }
    assertTrue(text(out).contains("server http"), text(out));
    try (Stream<Path> left = Files.list(folder.resolve("cache"))) {
      assertTrue(left.noneMatch(path -> path.getFileName().toString().startsWith("instances-")));
    }
  }

  @Test
  void compare_withARuntimeThatTheModelHasNothingFor_saysWhatItHas() throws IOException {
    Path model = TinyModels.classifier(folder.resolve("model"));
    assertEquals(
        FirstlightCommand.USAGE,
        run(
            "compare",
            "--jvm",
            "plain",
            "--model",
            model.toString(),
            "--runtime",
            "onnx,tensorflow"));
    assertTrue(
        text(err).contains("has no artifact for serving runtime \"tensorflow\"; it has onnx"),
        text(err));
  }

  @Test
  void compare_ofTexts_getsEqualEmbeddingsFromAllTargets() throws IOException {
    Path model = TinyModels.embedder(folder.resolve("model"));
    run(
        "compare",
        "--jvm",
        "plain",
        "--model",
        model.toString(),
        "--cold",
        "1",
        "--warm",
        "12",
        "--out",
        "run");
    assertAnswersAreEqual(folder.resolve("run/records.jsonl"));
    assertTrue(text(out).contains("Texts of like meaning score"), text(out));
  }

  @Test
  void compare_ofTensors_getsEqualOutputsFromAllTargets() throws IOException {
    Path model = TinyModels.tensors(folder.resolve("model"));
    run(
        "compare",
        "--jvm",
        "plain",
        "--model",
        model.toString(),
        "--cold",
        "1",
        "--warm",
        "4",
        "--out",
        "run");
    assertAnswersAreEqual(folder.resolve("run/records.jsonl"));
  }

  @Test
  void compare_intoAnotherRunsFolder_isRefusedAndTouchesNothing() throws IOException {
    Path model = TinyModels.classifier(folder.resolve("model"));
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(folder.resolve("run/records.jsonl"), "precious");
    assertEquals(
        FirstlightCommand.USAGE,
        run(
            "compare",
            "--jvm",
            "plain",
            "--model",
            model.toString(),
            "--cold",
            "1",
            "--out",
            "run"));
    assertTrue(text(err).contains("records of another run"), text(err));
    assertEquals("precious", Files.readString(folder.resolve("run/records.jsonl")));
  }

  @Test
  void compare_ofABrokenModel_failsNamingTheTargetAndTheCause() throws IOException {
    Path model = TinyModels.classifier(folder.resolve("model"));
    try (Stream<Path> files = Files.walk(model)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".onnx")).toList()) {
        Files.writeString(file, "not a model");
      }
    }
    assertEquals(
        FirstlightCommand.FAILED,
        run(
            "compare",
            "--jvm",
            "plain",
            "--model",
            model.toString(),
            "--targets",
            "server",
            "--out",
            "run"));
    assertTrue(text(err).contains("target server answers its first request with 503"), text(err));
  }

  @Test
  void termination_keepsTheRecordsAndLeavesNoInstanceBehind() throws Exception {
    Path model = TinyModels.classifier(folder.resolve("model"));
    Path records = folder.resolve("run/records.jsonl");
    JavaCommand command =
        JavaCommand.of(JavaCommand.classPathOf(HOME.resolve("bench/target")), Main.class.getName())
            .withFlags(List.of("-Dfirstlight.home=" + HOME))
            .withArguments(
                List.of(
                    "compare",
                    "--jvm",
                    "plain",
                    "--model",
                    model.toString(),
                    "--targets",
                    "server",
                    "--cold",
                    "1000",
                    "--warm",
                    "0",
                    "--out",
                    folder.resolve("run").toString()));
    try (ChildProcess process = ChildProcess.start(command)) {
      long giveUp = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      while (process.isAlive() && (!Files.exists(records) || Files.size(records) == 0)) {
        assertTrue(System.nanoTime() < giveUp, process::tail);
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
      process.terminate();
      int code = process.awaitExit(Duration.ofSeconds(30));

      assertEquals(128 + 15, code, process::tail);
      assertTrue(process.tail().contains("interrupted"), process::tail);
      assertEquals(Optional.empty(), firstError(records));
    }
    awaitNoInstanceOf(model);
  }

  @Test
  void memorySizes_areRowsOfTheirOwn() throws IOException {
    Path model = TinyModels.classifier(folder.resolve("model"));
    run(
        "compare",
        "--jvm",
        "plain",
        "--model",
        model.toString(),
        "--targets",
        "lambda",
        "--memory",
        "1769,884",
        "--cold",
        "1",
        "--warm",
        "1",
        "--out",
        "run",
        "--json");

    List<JsonNode> rows = JsonNode.read(out.toByteArray()).elements("targets");
    assertEquals(
        List.of("lambda 1769 MB", "lambda 884 MB"),
        rows.stream().map(row -> row.get("name").asString()).toList(),
        text(err));
    for (JsonNode row : rows) {
      assertEquals(0, row.get("errors").asLong(), text(err));
    }
    assertTrue(text(err).contains("not held to it"), text(err));
    assertEquals(Optional.empty(), firstError(folder.resolve("run/records.jsonl")));
  }

  /** An instance that was killed may take a moment to go; one that was forgotten never does. */
  private static void awaitNoInstanceOf(Path model) {
    long giveUp = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (hasInstanceOf(model)) {
      assertTrue(System.nanoTime() < giveUp, "an instance outlived the command");
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  /** Whether any process of this machine has that model in its environment. */
  private static boolean hasInstanceOf(Path model) {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> environment(process).contains("FIRSTLIGHT_MODEL=" + model));
  }

  /** Empty where the process has ended, or belongs to somebody else. */
  private static String environment(ProcessHandle process) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), "environ"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static Optional<String> firstError(Path records) throws IOException {
    return RecordLog.read(records).stream().flatMap(record -> record.error().stream()).findFirst();
  }

  private void assertAnswersAreEqual(Path records) throws IOException {
    assertEquals(Optional.empty(), firstError(records));
    JsonNode summary = JsonNode.read(Files.readAllBytes(folder.resolve("run/summary.json")));
    for (JsonNode reason : summary.get("verdict").elements("reasons")) {
      assertFalse(reason.asString().contains("differ"), reason.asString());
    }
    var answers =
        RecordLog.read(records).stream()
            .collect(
                java.util.stream.Collectors.groupingBy(
                    InvocationRecord::payload,
                    java.util.stream.Collectors.mapping(
                        record -> record.answer().orElseThrow().sha256(),
                        java.util.stream.Collectors.toSet())));
    assertTrue(answers.size() > 1);
    answers.forEach((payload, digests) -> assertEquals(1, digests.size(), payload));
  }

  private int run(String... arguments) {
    return Commands.run(HOME, folder, out, err, arguments);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
