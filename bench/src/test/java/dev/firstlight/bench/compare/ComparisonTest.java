package dev.firstlight.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Runs;
import dev.firstlight.bench.Thrown;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.instance.Instance;
import dev.firstlight.bench.instance.Target;
import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.RecordLog;
import dev.firstlight.bench.record.RunPlan;
import dev.firstlight.coldstart.ColdStartJson;
import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.inference.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With instances that are objects, so that it is exact and takes no time. */
class ComparisonTest {
  private static final List<Payload> PAYLOADS =
      List.of(
          new Payload("a", Call.post("/predict", "text/plain", "a")),
          new Payload("b", Call.post("/predict", "text/plain", "b")),
          new Payload("c", Call.post("/predict", "text/plain", "c")));

  @TempDir Path folder;
  private final FakeTarget lambda = new FakeTarget("lambda");
  private final FakeTarget server = new FakeTarget("server");

  @Test
  void instances_areRehearsedAndThenStartedColdInTurns() throws Exception {
    List<InvocationRecord> records = run(3, 0);
    assertEquals(4, lambda.started);
    assertEquals(4, server.started);
    assertEquals(
        List.of("lambda", "server"),
        records.subList(0, 2).stream().map(record -> record.point().target()).toList());
    assertEquals(6, records.size());
  }

  @Test
  void instances_areAllClosed() throws Exception {
    run(3, 4);
    assertEquals(lambda.started, lambda.closed);
    assertEquals(server.started, server.closed);
  }

  @Test
  void warmRequests_areSharedAmongInstancesAndAlikeOnAllTargets() throws Exception {
    List<InvocationRecord> records = run(3, 7);
    for (String target : List.of("lambda", "server")) {
      List<InvocationRecord> own =
          records.stream().filter(record -> record.point().target().equals(target)).toList();
      assertEquals(
          List.of("a", "b", "c", "a", "a", "b", "c", "a", "a", "b"),
          own.stream().map(InvocationRecord::payload).toList());
      assertEquals(
          List.of(0, 1, 2, 3, 0, 1, 2, 0, 1, 2),
          own.stream().map(InvocationRecord::sequence).toList());
    }
  }

  @Test
  void firstRequest_countsFromProcessCreation_andCarriesTheRecord() throws Exception {
    InvocationRecord cold = run(1, 0).get(0);
    assertTrue(cold.cold());
    assertEquals("lambda-uuid-2", cold.instance());
    assertEquals(Runs.coldStart("lambda", 2, 300), cold.coldStart().orElseThrow());
    assertEquals(5_000_000, cold.times().done() - cold.times().intended());
    assertEquals(12.5, cold.predictMillis().orElseThrow());
  }

  @Test
  void answerText_isKeptOnceForEachTarget() throws Exception {
    long texts =
        run(2, 8).stream()
            .flatMap(record -> record.answer().stream())
            .filter(answer -> answer.text().isPresent())
            .count();
    assertEquals(2L * PAYLOADS.size(), texts);
  }

  @Test
  void warmRequest_thatIsAnsweredBadly_isRecordedAndTheRunGoesOn() throws Exception {
    server.badAt = 3;
    List<InvocationRecord> records = run(3, 6);
    List<String> errors = records.stream().flatMap(record -> record.error().stream()).toList();
    assertEquals(List.of("HTTP 500 {\"error\":\"no\"}"), errors);
    assertEquals(18, records.size());
  }

  @Test
  void instance_thatDies_isRecordedAndSkipped() throws Exception {
    server.dieAt = 3;
    List<InvocationRecord> records = run(3, 6);
    assertEquals(17, records.size());
    assertEquals(
        List.of("it died"), records.stream().flatMap(record -> record.error().stream()).toList());
  }

  @Test
  void target_thatDoesNotAnswerAtAll_endsTheRun() {
    server.dieAt = 1;
    assertEquals(
        "target server does not answer its first request: it died",
        Thrown.message(BenchException.class, () -> run(3, 6)));
    assertEquals(1, server.closed);
  }

  @Test
  void stop_beforeTheRun_letsNothingStart() throws Exception {
    try (RecordLog log = RecordLog.create(folder.resolve("records.jsonl"))) {
      Comparison comparison = new Comparison(plan(3, 0), targets(), PAYLOADS, PAYLOADS.get(0), log);
      comparison.stop();
      BenchException e =
          assertThrows(BenchException.class, () -> comparison.run((task, steps) -> new Quiet()));
      assertEquals(BenchException.Kind.INTERRUPTED, e.kind());
      assertEquals(0, lambda.started);
    }
  }

  private List<InvocationRecord> run(int cold, int warm) throws Exception {
    Path file = folder.resolve("records.jsonl");
    try (RecordLog log = RecordLog.create(file)) {
      new Comparison(plan(cold, warm), targets(), PAYLOADS, PAYLOADS.get(0), log)
          .run((task, steps) -> new Quiet());
    }
    return RecordLog.read(file);
  }

  private Map<DesignPoint, Target> targets() {
    return Map.of(Runs.point("lambda"), lambda, Runs.point("server"), server);
  }

  private static RunPlan plan(int cold, int warm) {
    return new RunPlan(
        Runs.BEGIN,
        "compare",
        "1",
        "/model",
        List.of("lambda", "server"),
        List.of(),
        List.of(),
        List.of("onnx"),
        List.of("file"),
        RunPlan.Granted.MACHINE,
        cold,
        warm,
        1,
        Runs.PLAN.jvm(),
        Runs.PLAN.machine());
  }

  private static final class Quiet implements Progress {
    @Override
    public void step(String what) {}

    @Override
    public void close() {}
  }

  /** Its instances answer 5 ms after they were created, and each later request within 1 ms. */
  private static final class FakeTarget implements Target {
    private final String name;
    private int started;
    private int closed;
    private int requests;
    private int badAt = -1;
    private int dieAt = -1;

    FakeTarget(String name) {
      this.name = name;
    }

    @Override
    public Instance start() {
      return new FakeInstance(++started, System.nanoTime());
    }

    private final class FakeInstance implements Instance {
      private final int number;
      private final long spawnNanos;
      private boolean first = true;

      FakeInstance(int number, long spawnNanos) {
        this.number = number;
        this.spawnNanos = spawnNanos;
      }

      @Override
      public long spawnNanos() {
        return spawnNanos;
      }

      @Override
      public long pid() {
        return ProcessHandle.current().pid();
      }

      @Override
      public Reply send(Call call) throws IOException {
        requests++;
        if (requests == dieAt) {
          throw new IOException("it died");
        }
        List<Header> headers = new ArrayList<>();
        headers.add(new Header(Header.INSTANCE, name + "-uuid-" + number));
        headers.add(new Header(Header.COLD, Boolean.toString(first)));
        headers.add(new Header(Header.SERVER_TIMING, "queue;dur=0.1, predict;dur=12.5"));
        if (first) {
          headers.add(
              new Header(
                  Header.COLD_START, ColdStartJson.write(Runs.coldStart(name, number, 300))));
        }
        boolean bad = requests == badAt;
        String body = bad ? "{\"error\":\"no\"}" : "{\"answer\":\"" + text(call) + "\"}";
        long sent = first ? spawnNanos : System.nanoTime();
        long done = sent + (first ? 5_000_000 : 1_000_000);
        first = false;
        return new Reply(
            new Answer(
                bad ? 500 : 200, headers, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))),
            sent,
            done,
            done);
      }

      private String text(Call call) {
        return new String(call.bytes(), StandardCharsets.UTF_8);
      }

      @Override
      public void end(Duration atMost) {
        close();
      }

      @Override
      public void close() {
        closed++;
      }
    }
  }
}
