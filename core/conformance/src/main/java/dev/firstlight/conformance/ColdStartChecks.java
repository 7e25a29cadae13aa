package dev.firstlight.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.conformance.model.BrokenPackage;
import dev.firstlight.conformance.model.TinyModel;
import dev.firstlight.inference.Header;
import dev.firstlight.json.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** Cold starts: when, how often, what they say and how they fail. */
final class ColdStartChecks {
  private static final Set<String> STAGES =
      Set.of("boot", "import", "download", "verify", "load", "warmup", "decode", "predict");

  /** Those of the first request. */
  private static final Set<String> REQUEST_STAGES = Set.of("decode", "predict");

  private static final Pattern TIMINGS =
      Pattern.compile("[a-z]+;dur=\\d+(\\.\\d+)?(, ?[a-z]+;dur=\\d+(\\.\\d+)?)*");
  private static final int AT_ONCE = 8;
  private static final Duration LOG_PATIENCE = Duration.ofSeconds(10);

  private final Fixture fixture;

  ColdStartChecks(Fixture fixture) {
    this.fixture = fixture;
  }

  void checkColdThenWarm(String policy) throws IOException, InterruptedException {
    Call call = CorpusChecks.good(TinyModel.CLASSIFIER);
    try (RunningHandler handler =
        fixture.start(
            fixture.modelPackage(TinyModel.CLASSIFIER), Map.of("FIRSTLIGHT_POLICY", policy))) {
      Answer first = handler.send(call);
      Answer second = handler.send(call);
      assertEquals(200, first.status(), () -> CorpusChecks.brief(first));
      assertArrayEquals(first.bytes(), second.bytes());
      List<String> records = records(handler);
      assertEquals(1, records.size(), () -> "cold-start records logged: " + handler.log());
      checkRecord(JsonNode.read(utf8(records.get(0))), policy, false);
      if (!handler.hasHeaders()) {
        return;
      }
      assertEquals(Optional.of("true"), first.header(Header.COLD));
      assertEquals(Optional.of("false"), second.header(Header.COLD));
      assertEquals(first.header(Header.INSTANCE), second.header(Header.INSTANCE));
      JsonNode carried = JsonNode.read(utf8(first.header(Header.COLD_START).orElse("")));
      checkRecord(carried, policy, true);
      assertEquals(first.header(Header.INSTANCE), Optional.of(carried.get("instance").asString()));
      assertEquals(Optional.empty(), second.header(Header.COLD_START));
      assertTrue(timings(first).containsAll(STAGES), () -> "timings " + timings(first));
    }
  }

  private void checkRecord(JsonNode json, String policy, boolean withPredict) {
    assertEquals(ColdStartRecord.SCHEMA, json.get("schema").asString());
    assertEquals(policy, json.get("policy").asString());
    assertEquals("tiny-classifier", json.get("model").asString());
    assertEquals(fixture.runtime(), json.get("runtime").asString());
    assertTrue(json.get("readyMillis").asDouble() > 0);
    Set<String> stages = new HashSet<>();
    for (JsonNode stage : json.elements("stages")) {
      stages.add(stage.get("stage").asString());
      assertTrue(stage.get("endMillis").asDouble() >= stage.get("startMillis").asDouble());
    }
    Set<String> expected = new HashSet<>(STAGES);
    if (!withPredict) {
      expected.removeAll(REQUEST_STAGES);
      stages.removeAll(REQUEST_STAGES);
    }
    assertEquals(expected, stages);
  }

  /** However many requests come first, there is one cold start, and all get the same answer. */
  void checkSingleFlight() throws Exception {
    Call call = CorpusChecks.good(TinyModel.CLASSIFIER);
    ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
    try (RunningHandler handler =
        fixture.start(
            fixture.modelPackage(TinyModel.CLASSIFIER), Map.of("FIRSTLIGHT_POLICY", "lazy"))) {
      List<CompletableFuture<Answer>> sent = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        sent.add(CompletableFuture.supplyAsync(() -> sendUnchecked(handler, call), clients));
      }
      List<Answer> answers = sent.stream().map(CompletableFuture::join).toList();
      for (Answer answer : answers) {
        assertEquals(200, answer.status(), () -> CorpusChecks.brief(answer));
        assertArrayEquals(answers.get(0).bytes(), answer.bytes());
        assertEquals(answers.get(0).header(Header.INSTANCE), answer.header(Header.INSTANCE));
      }
      assertEquals(1, records(handler).size(), () -> "records logged: " + handler.log());
      if (handler.hasHeaders()) {
        assertEquals(
            1, answers.stream().filter(a -> a.header(Header.COLD_START).isPresent()).count());
        assertTrue(
            answers.stream().anyMatch(a -> a.header(Header.COLD).equals(Optional.of("true"))));
      }
    } finally {
      clients.shutdownNow();
    }
  }

  /** Good answers and bad ones all say who answered and how long it took. */
  void checkTimingHeaders() throws IOException, InterruptedException {
    RunningHandler handler = fixture.handler(TinyModel.CLASSIFIER);
    if (!handler.hasHeaders()) {
      return;
    }
    Set<Optional<String>> instances = new HashSet<>();
    for (Call call :
        List.of(CorpusChecks.good(TinyModel.CLASSIFIER), Call.json("{"), Call.get("/nothing"))) {
      Answer answer = handler.send(call);
      instances.add(answer.header(Header.INSTANCE));
      assertTrue(answer.header(Header.COLD).isPresent(), () -> "headers " + answer.headers());
      String timing = answer.header(Header.SERVER_TIMING).orElse("");
      assertTrue(TIMINGS.matcher(timing).matches(), () -> "Server-Timing: " + timing);
    }
    assertEquals(1, instances.size(), () -> "instances " + instances);
    Answer warm = handler.send(CorpusChecks.good(TinyModel.CLASSIFIER));
    assertTrue(
        timings(warm)
            .containsAll(
                Set.of("queue", "decode", "preprocess", "predict", "postprocess", "encode")),
        () -> "timings " + timings(warm));
  }

  /** Every request gets the same 503 that says what failed and where; the instance stays. */
  void check(BrokenPackage broken) throws IOException, InterruptedException {
    Path folder = fixture.freshPackage(TinyModel.CLASSIFIER);
    String culprit = broken.apply(folder);
    Call call = CorpusChecks.good(TinyModel.CLASSIFIER);
    Answer expected;
    try (EmbeddedHandler embedded = fixture.embedded(folder, Map.of())) {
      expected = embedded.send(call);
    }
    try (RunningHandler handler = fixture.start(folder, Map.of())) {
      for (int i = 0; i < 2; i++) {
        Answer answer = handler.send(call);
        assertEquals(503, answer.status(), () -> CorpusChecks.brief(answer));
        assertEquals(expected.text(), answer.text());
        assertTrue(answer.text().contains(culprit), answer::text);
      }
      List<String> records = records(handler);
      assertEquals(1, records.size(), () -> "records logged: " + handler.log());
      String stage = JsonNode.read(utf8(records.get(0))).get("failure").get("stage").asString();
      assertTrue(expected.text().contains(stage), () -> expected.text() + " names " + stage);
      assertTrue(handler.isAlive());
    }
  }

  private static Set<String> timings(Answer answer) {
    Set<String> names = new HashSet<>();
    for (String entry : answer.header(Header.SERVER_TIMING).orElse("").split(",")) {
      names.add(entry.trim().replaceAll(";.*", ""));
    }
    return names;
  }

  /** The records logged; a process's log may be a little behind its answers, so waits for one. */
  private static List<String> records(RunningHandler handler) {
    long giveUp = System.nanoTime() + LOG_PATIENCE.toNanos();
    List<String> records = recordsNow(handler);
    while (records.isEmpty() && System.nanoTime() - giveUp < 0) {
      LockSupport.parkNanos(1_000_000);
      records = recordsNow(handler);
    }
    return records;
  }

  private static List<String> recordsNow(RunningHandler handler) {
    return handler.log().stream()
        .filter(line -> line.contains("\"" + ColdStartRecord.SCHEMA + "\""))
        .map(line -> line.substring(line.indexOf('{')))
        .toList();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static Answer sendUnchecked(RunningHandler handler, Call call) {
    try {
      return handler.send(call);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
