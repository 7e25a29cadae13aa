package dev.firstlight.bench.cost;

import dev.firstlight.bench.Runs;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.InvocationRecord.Charge;
import dev.firstlight.bench.record.InvocationRecord.Times;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Made-up records of calls that a local platform accounted for. */
final class CostRecords {
  private CostRecords() {}

  /** That record, had a platform said so of it. */
  static InvocationRecord charged(InvocationRecord record, Charge charge) {
    return new InvocationRecord(
        record.run(),
        record.point(),
        record.instance(),
        record.sequence(),
        record.payload(),
        record.times(),
        record.traffic(),
        record.status(),
        record.cold(),
        record.coldStart(),
        record.predictMillis(),
        record.answer(),
        record.otherCpus(),
        Optional.of(charge),
        record.trial(),
        record.error());
  }

  /** That record, had it happened then, in milliseconds. */
  static InvocationRecord at(InvocationRecord record, long sent, long done) {
    return new InvocationRecord(
        record.run(),
        record.point(),
        record.instance(),
        record.sequence(),
        record.payload(),
        new Times(sent * 1_000_000, sent * 1_000_000, done * 1_000_000, done * 1_000_000),
        record.traffic(),
        record.status(),
        record.cold(),
        record.coldStart(),
        record.predictMillis(),
        record.answer(),
        record.otherCpus(),
        record.charge(),
        record.trial(),
        record.error());
  }

  /**
   * A cold start of 301 ms on Lambda with 1,024 MB, of which all but the 15 ms from readiness on
   * are init; Lambda bills 302, as both are not whole.
   */
  static InvocationRecord cold() {
    return charged(
        Runs.cold("lambda", 1, 300),
        new Charge("answered", OptionalDouble.of(286.2), 14.9, OptionalLong.of(302), 1024, 90));
  }

  /** A later call of the same instance, of 11 ms. */
  static InvocationRecord warm() {
    return charged(
        Runs.warm("lambda", 1, 1, 11),
        new Charge("answered", OptionalDouble.empty(), 11, OptionalLong.of(11), 1024, 90));
  }

  /** A call that no instance had. */
  static InvocationRecord throttled() {
    return charged(
        Runs.failed(Runs.warm("lambda", 9, 0, 0), 429, "throttled: Rate Exceeded."),
        new Charge("throttled", OptionalDouble.empty(), 0, OptionalLong.empty(), 1024, 0));
  }
}
