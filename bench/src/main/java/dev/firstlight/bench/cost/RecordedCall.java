package dev.firstlight.bench.cost;

import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.InvocationRecord.Charge;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A recorded call as it is metered. Where a platform accounted for it, its init phase, duration and
 * bill are the platform's; else the time until the instance was ready is its start, and the rest
 * until the last byte its run.
 *
 * @param record that it is made of
 * @param invocation of it
 */
public record RecordedCall(InvocationRecord record, Invocation invocation) {
  /**
   * Reads a record.
   *
   * @param own whether the system to price is the one that accounted for it, whose bill then counts
   * @param memory where the record does not say how much its instance was granted
   * @return the call; empty where no instance had it, so that nothing is to pay
   * @throws IllegalArgumentException if nobody says how much memory it had
   */
  static Optional<RecordedCall> of(InvocationRecord record, boolean own, OptionalInt memory) {
    if (record.charge().isPresent()) {
      Charge charge = record.charge().get();
      boolean turnedAway = charge.durationMillis() == 0 && charge.initMillis().isEmpty();
      if (turnedAway && !record.succeeded()) {
        return Optional.empty();
      }
      return Optional.of(
          call(
              record,
              Billing.nanos(charge.initMillis().orElse(0)),
              Billing.nanos(charge.durationMillis()),
              charge.memoryMegabytes(),
              own ? charge.billedMillis() : OptionalLong.empty()));
    }
    long all = record.times().done() - record.times().sent();
    long init =
        record.first()
            ? record
                .coldStart()
                .map(start -> Billing.nanos(Math.max(0, start.readyMillis())))
                .orElse(0L)
            : 0;
    init = Math.min(init, all);
    return Optional.of(
        call(record, init, all - init, memory(record, memory), OptionalLong.empty()));
  }

  private static RecordedCall call(
      InvocationRecord record, long init, long run, int megabytes, OptionalLong billed) {
    return new RecordedCall(
        record,
        new Invocation(
            init,
            run,
            megabytes,
            false,
            record.traffic().sent(),
            record.traffic().received(),
            billed));
  }

  private static int memory(InvocationRecord record, OptionalInt memory) {
    OptionalInt own = record.point().memoryMegabytes();
    if (own.isPresent()) {
      return own.getAsInt();
    }
    if (memory.isPresent()) {
      return memory.getAsInt();
    }
    throw new IllegalArgumentException(
        "the records of %s say of no memory size, as all of the machine was granted"
            .formatted(record.point()));
  }

  /** Whether its instance was started for it. */
  public boolean cold() {
    return invocation.initNanos() > 0;
  }
}
