package dev.firstlight.bench.compare;

import dev.firstlight.bench.instance.Instance.Reply;
import dev.firstlight.bench.jvm.FileDigest;
import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.InvocationRecord.Answer;
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

/** Turns what happened into records. Used by the one thread that runs the comparison. */
final class Observer {
  private final Instant run;
  private final long zeroNanos;
  private final Set<String> seenAnswers = new HashSet<>();

  /** The run begins now. */
  Observer(Instant run) {
    this.run = run;
    this.zeroNanos = System.nanoTime();
  }

  /** Which request it was. */
  record Sent(DesignPoint point, String instance, int sequence, Payload payload, long dueNanos) {
    /** The same, due at another time. */
    Sent due(long nanos) {
      return new Sent(point, instance, sequence, payload, nanos);
    }
  }

  /** The record of a request that was answered. */
  InvocationRecord answered(Sent sent, Reply reply, OptionalDouble otherCpus) {
    String text = reply.answer().text();
    Optional<String> error = Optional.empty();
    Optional<ColdStartRecord> coldStart = Optional.empty();
    if (reply.answer().status() != 200) {
      error = Optional.of("HTTP " + reply.answer().status() + " " + text);
    }
    try {
      coldStart = reply.answer().header(Header.COLD_START).map(Observer::coldStart);
    } catch (JsonException e) {
      error = Optional.of("header " + Header.COLD_START + " " + e.getMessage());
    }
    String digest = FileDigest.of(reply.answer().bytes());
    boolean news = seenAnswers.add(sent.point() + " " + sent.payload().name() + " " + digest);
    return new InvocationRecord(
        run,
        sent.point(),
        reply.answer().header(Header.INSTANCE).orElse(sent.instance()),
        sent.sequence(),
        sent.payload().name(),
        times(sent, reply),
        new Traffic(sent.payload().call().body().remaining(), reply.answer().body().remaining()),
        reply.answer().status(),
        reply.answer().header(Header.COLD).filter("true"::equals).isPresent(),
        coldStart,
        reply
            .answer()
            .header(Header.SERVER_TIMING)
            .map(timing -> ServerTiming.millis(timing, "predict"))
            .orElse(OptionalDouble.empty()),
        Optional.of(new Answer(digest, news ? Optional.of(text) : Optional.empty())),
        otherCpus,
        error);
  }

  /** The record of a request that nobody answered. */
  InvocationRecord unanswered(Sent sent, String why) {
    long due = sent.dueNanos() - zeroNanos;
    long now = System.nanoTime() - zeroNanos;
    return new InvocationRecord(
        run,
        sent.point(),
        sent.instance(),
        sent.sequence(),
        sent.payload().name(),
        new Times(due, due, now, now),
        new Traffic(sent.payload().call().body().remaining(), 0),
        0,
        false,
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.of(why));
  }

  /**
   * A first request is due when its instance's process is created. A later one is due when it goes
   * out: here nothing is scheduled, each follows the answer before it.
   */
  private Times times(Sent sent, Reply reply) {
    long due = (sent.sequence() == 0 ? sent.dueNanos() : reply.sentNanos()) - zeroNanos;
    return new Times(due, due, reply.firstByteNanos() - zeroNanos, reply.doneNanos() - zeroNanos);
  }

  private static ColdStartRecord coldStart(String header) {
    return ColdStartJson.read(JsonNode.read(header.getBytes(StandardCharsets.UTF_8)));
  }
}
