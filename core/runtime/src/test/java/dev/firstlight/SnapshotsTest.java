package dev.firstlight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.Starter.Started;
import dev.firstlight.coldstart.ColdStartJson;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.ColdStartRecord.Failure;
import dev.firstlight.coldstart.ColdStartRecord.Memory;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageException;
import dev.firstlight.coldstart.StageLog;
import dev.firstlight.coldstart.StageSpan;
import dev.firstlight.fault.StartException;
import dev.firstlight.pipeline.RequestTimings;
import dev.firstlight.platform.ProcessClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotsTest {
  private static final long MILLI = 1_000_000;
  private static final String SNAPSHOT = "0b9f2f6e-8f52-4f5e-9d2b-0c6a64a2f3f1";

  private long nanos = 500 * MILLI;
  private Instant wall = Instant.parse("2026-11-24T10:00:00Z");
  private Optional<StageException> cause = Optional.empty();
  private ServiceConfig.Policy policy = ServiceConfig.Policy.BEFORE_SNAPSHOT;
  private final AtomicInteger starts = new AtomicInteger();
  private final List<String> log = new ArrayList<>();
  private final ProcessClock clock = new ProcessClock(0, () -> nanos);
  private final StageLog stages = new StageLog(clock);
  private final Incarnation incarnation = new Incarnation(SNAPSHOT);
  private final FirstInference firstInference = new FirstInference(stages, incarnation, log::add);
  private final ColdStartFlight flight = new ColdStartFlight(wanted -> start(), Runnable::run);

  private Snapshots snapshots() {
    ServiceConfig config = ServiceConfig.builder(Path.of("model")).policy(policy).build();
    return new Snapshots(config, clock, () -> wall, incarnation, flight, firstInference, log::add);
  }

  private Started start() {
    starts.incrementAndGet();
    return new Started(Optional.empty(), record(), cause);
  }

  private ColdStartRecord record() {
    return new ColdStartRecord(
        incarnation.instance(),
        "lambda",
        policy.word(),
        "echo",
        "1",
        "made for a test",
        "fake",
        "1",
        "fake",
        List.of(),
        "JDK",
        1,
        1,
        Optional.empty(),
        false,
        stages.spans(),
        500,
        new Memory(1, 2, 3),
        cause.map(e -> new Failure(e.stage().label(), "damaged")),
        Optional.empty());
  }

  private ColdStartRecord predict() {
    RequestTimings timings = new RequestTimings(nanos, () -> nanos);
    nanos += 5 * MILLI;
    timings.end(RequestTimings.Step.PREDICT);
    return firstInference.complete(flight.await().record(), timings).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 90L * 24 * 3600 * 1000 * MILLI, -400 * MILLI})
  void restored_goesOnWhereTheSnapshotWasMadeWhateverTheClockSaysNow(long jump) {
    Snapshots snapshots = snapshots();
    snapshots.before();
    nanos += jump;
    wall = wall.plusSeconds(60);
    snapshots.after("crac");
    nanos += 10 * MILLI;
    ColdStartRecord record = predict();
    assertEquals(510, record.span(Stage.PREDICT).orElseThrow().startMillis());
    assertEquals(
        Optional.of(new ColdStartRecord.Restore("crac", SNAPSHOT, 500, 60_000)), record.restore());
  }

  @Test
  void decode_beginsWhenTheRequestCame() {
    flight.begin();
    nanos = 700 * MILLI;
    long received = nanos;
    nanos += 20 * MILLI; // read, then decoded
    assertEquals(new StageSpan(Stage.DECODE, 700, 720, 0), decode(received, 8));
  }

  @Test
  void decode_ofARequestThatCameBeforeTheModel_beginsWithItsTurn() {
    flight.begin();
    nanos = 520 * MILLI;
    assertEquals(new StageSpan(Stage.DECODE, 512, 520, 0), decode(100 * MILLI, 8));
  }

  /** The stage of a first request whose turn came so many milliseconds before now. */
  private StageSpan decode(long receivedNanos, int turnMillisAgo) {
    long inference = nanos;
    RequestTimings timings = new RequestTimings(receivedNanos, () -> nanos);
    nanos = inference - turnMillisAgo * MILLI;
    timings.end(RequestTimings.Step.QUEUE);
    nanos = inference;
    timings.end(RequestTimings.Step.DECODE);
    nanos += 5 * MILLI;
    timings.end(RequestTimings.Step.PREDICT);
    return firstInference
        .complete(flight.await().record(), timings)
        .orElseThrow()
        .span(Stage.DECODE)
        .orElseThrow();
  }

  @Test
  void restored_isAnotherInstanceEachTime() {
    Snapshots snapshots = snapshots();
    snapshots.before();
    snapshots.after("crac");
    String once = incarnation.instance();
    snapshots.before();
    snapshots.after("crac");
    assertNotEquals(SNAPSHOT, once);
    assertNotEquals(once, incarnation.instance());
    assertEquals(once, predict().restore().orElseThrow().snapshotInstance());
  }

  @Test
  void instanceThatHasServed_hasAFirstInferenceAgainAfterItsRestoration() {
    flight.begin();
    Snapshots snapshots = snapshots();
    assertTrue(firstInference.meet());
    ColdStartRecord before = predict();
    snapshots.before();
    snapshots.after("crac");
    assertTrue(firstInference.meet(), "cold for whoever asks first");
    ColdStartRecord after = predict();
    assertNotEquals(before.span(Stage.PREDICT), after.span(Stage.PREDICT));
    assertEquals(1, after.stages().stream().filter(s -> s.stage() == Stage.PREDICT).count());
  }

  @Test
  void snapshot_waitsForTheColdStartAndLogsItsRecordOnce() {
    Snapshots snapshots = snapshots();
    snapshots.before();
    snapshots.before();
    assertEquals(1, starts.get());
    assertEquals(1, log.size(), log::toString);
    assertEquals(SNAPSHOT, ColdStartJson.read(log.get(0)).instance());
  }

  @Test
  void lazyService_isLeftAsItIs() {
    policy = ServiceConfig.Policy.LAZY;
    snapshots().before();
    assertEquals(0, starts.get());
  }

  @Test
  void coldStartThatFailed_refusesTheSnapshot() {
    cause =
        Optional.of(
            new StageException(
                Stage.LOAD, new StartException(StartException.Kind.PACKAGE, "damaged")));
    StartException e = assertThrows(StartException.class, () -> snapshots().before());
    assertEquals(StartException.Kind.PACKAGE, e.kind());
    assertTrue(String.valueOf(e.getMessage()).contains("failed in load"), e::toString);
  }

  @Test
  void restoreWithoutSnapshot_isAProgrammersError() {
    assertThrows(IllegalStateException.class, () -> snapshots().after("crac"));
  }
}
