package dev.firstlight.bench;

import dev.firstlight.bench.compare.ServerTiming;
import dev.firstlight.bench.jvm.FileDigest;
import dev.firstlight.bench.platform.Account;
import dev.firstlight.bench.platform.Outcome;
import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.InvocationRecord.Answer;
import dev.firstlight.bench.record.InvocationRecord.Charge;
import dev.firstlight.bench.record.InvocationRecord.Times;
import dev.firstlight.bench.record.InvocationRecord.Traffic;
import dev.firstlight.coldstart.ColdStartJson;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.inference.Header;
import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Turns a platform's accounts into records. Used by one thread. */
final class PlatformRecords {
  private static final int DIGITS = 12;

  private final Instant run;
  private final DesignPoint point;
  private final long zeroNanos;
  private final Set<String> seenAnswers = new HashSet<>();

  /**
   * @param run when it began: now
   */
  PlatformRecords(Instant run, DesignPoint point) {
    this(run, System.nanoTime(), point);
  }

  /**
   * @param run when it began
   * @param zeroNanos {@link System#nanoTime} of then
   */
  PlatformRecords(Instant run, long zeroNanos, DesignPoint point) {
    this.run = run;
    this.zeroNanos = zeroNanos;
    this.point = point;
  }

  /** The record of a call; latency counts from when it arrived. */
  InvocationRecord record(Account account) {
    dev.firstlight.conformance.Answer answer = account.answer();
    String text = answer.text();
    String digest = FileDigest.of(answer.bytes());
    String payload = FileDigest.of(account.call().bytes()).substring(0, DIGITS);
    long sent = account.times().arrived() - zeroNanos;
    long done = Math.max(sent, account.times().answered() - zeroNanos);
    Optional<String> error = Optional.empty();
    if (account.outcome() != Outcome.ANSWERED) {
      error = Optional.of(account.outcome().label() + ": " + text);
    } else if (answer.status() != 200) {
      error = Optional.of("HTTP " + answer.status() + " " + text);
    }
    return new InvocationRecord(
        run,
        point,
        answer.header(Header.INSTANCE).orElse("instance-" + account.instance()),
        account.turn(),
        payload,
        new Times(sent, sent, done, done),
        new Traffic(account.call().body().remaining(), answer.body().remaining()),
        answer.status(),
        answer.header(Header.COLD).filter("true"::equals).isPresent(),
        answer.header(Header.COLD_START).flatMap(PlatformRecords::coldStart),
        answer
            .header(Header.SERVER_TIMING)
            .map(timing -> ServerTiming.millis(timing, "predict"))
            .orElse(OptionalDouble.empty()),
        Optional.of(
            new Answer(
                digest, seenAnswers.add(payload + digest) ? Optional.of(text) : Optional.empty())),
        OptionalDouble.empty(),
        Optional.of(
            new Charge(
                account.outcome().label(),
                account.usage().initMillis(),
                account.usage().durationMillis(),
                account.usage().billedMillis(),
                account.usage().memoryMegabytes(),
                account.usage().maxMemoryMegabytes())),
        Optional.empty(),
        error);
  }

  private static Optional<ColdStartRecord> coldStart(String header) {
    try {
      return Optional.of(
          ColdStartJson.read(JsonNode.read(header.getBytes(StandardCharsets.UTF_8))));
    } catch (JsonException e) {
      return Optional.empty(); // a handler of somebody else's
    }
  }
}
