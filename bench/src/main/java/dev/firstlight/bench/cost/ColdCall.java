package dev.firstlight.bench.cost;

import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageSpan;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A call that started its instance, and what its stages have in what it costs. */
final class ColdCall {
  /** The process clock ticks in 10 ms, so that ends may seem to lie later by that. */
  private static final double TICK_MILLIS = 10;

  private static final double NANOS = 1e6;

  private final Invocation invocation;
  private final Metering metering;
  private final OptionalLong lifetimeNanos;
  private final StageReplay replay;
  private final Map<Stage, Long> waited = new EnumMap<>(Stage.class);
  private final long paidNanos;

  private ColdCall(
      Invocation invocation,
      Metering metering,
      OptionalLong lifetimeNanos,
      List<StageSpan> stages,
      List<StageSpan> path) {
    this.invocation = invocation;
    this.metering = metering;
    this.lifetimeNanos = lifetimeNanos;
    this.replay = new StageReplay(stages);
    long all = invocation.initNanos() + invocation.runNanos();
    long from = metering.paysForStart() ? 0 : invocation.initNanos();
    this.paidNanos = all - from;
    // Nobody pays for the time between the start and the request, if there is any.
    long gap = path.stream().mapToLong(part -> nanos(part.endMillis()) - all).max().orElse(0);
    long until = from;
    for (StageSpan part : path) {
      boolean ofRequest = part.stage() == Stage.DECODE || part.stage() == Stage.PREDICT;
      long earlier = ofRequest ? Math.max(0, gap) : 0;
      // The path's parts do not overlap; rounded to nanoseconds neither.
      long begin = Math.max(until, nanos(part.startMillis()) - earlier);
      long end = Math.min(all, nanos(part.endMillis()) - earlier);
      waited.merge(part.stage(), Math.max(0, end - begin), Long::sum);
      until = Math.max(until, end);
    }
    stages.forEach(span -> waited.putIfAbsent(span.stage(), 0L));
  }

  /** That call as one; empty where it met no cold start or nothing is known of its stages. */
  static Optional<ColdCall> of(RecordedCall call, RecordedUsage run, Metering metering) {
    if (!call.cold()) {
      return Optional.empty();
    }
    OptionalLong lifetime =
        metering.lifetime(1, 1).isNone()
            ? OptionalLong.empty()
            : OptionalLong.of(
                RecordedUsage.lifetimeNanos(
                    run.calls().stream()
                        .filter(
                            other ->
                                other.record().instance().equals(call.record().instance())
                                    && other.record().run().equals(call.record().run()))
                        .toList()));
    return StageCosts.stages(call)
        .map(
            stages ->
                new ColdCall(
                    call.invocation(),
                    metering,
                    lifetime,
                    stages,
                    call.record().coldStart().orElseThrow().criticalPath()));
  }

  boolean ran(Stage stage) {
    return waited.containsKey(stage);
  }

  /** How long the call waited for that stage, as far as that time is paid. */
  long waitedNanos(Stage stage) {
    return waited.getOrDefault(stage, 0L);
  }

  Usage waited(Stage stage) {
    return metering.time(waitedNanos(stage), invocation);
  }

  /** What is paid of the call beside its stages. */
  Usage between() {
    long sum = waited.values().stream().mapToLong(Long::longValue).sum();
    return metering.time(paidNanos - sum, invocation);
  }

  /** What rounding up adds to the call; rented machines are rounded once, not by the call. */
  Usage rounding() {
    if (lifetimeNanos.isPresent()) {
      return Usage.NONE;
    }
    Usage call = metering.call(invocation.withoutTraffic());
    Usage itself = metering.time(paidNanos, invocation);
    Usage time = call.minus(Usage.of(Meter.REQUESTS, call.quantity(Meter.REQUESTS)));
    return time.minus(itself);
  }

  /** What the call, or its instance, uses. */
  Usage usage() {
    return lifetimeNanos.isPresent()
        ? metering.lifetime(lifetimeNanos.getAsLong(), invocation.memoryMegabytes())
        : metering.call(invocation.withoutTraffic());
  }

  /** What it would use without that stage. */
  Usage usageWithout(Stage stage) {
    long ofStart = ran(stage) ? nanos(replay.savedOfStart(stage, initMillis() + TICK_MILLIS)) : 0;
    long init = Math.min(invocation.initNanos(), ofStart);
    long run = Math.max(0, Math.min(invocation.runNanos(), savedNanos(stage) - init));
    if (lifetimeNanos.isPresent()) {
      long shorter = Math.max(0, lifetimeNanos.getAsLong() - init - run);
      return metering.lifetime(shorter, invocation.memoryMegabytes());
    }
    return metering.call(
        invocation
            .withoutTraffic()
            .lasting(invocation.initNanos() - init, invocation.runNanos() - run));
  }

  /** By how much the call would be shorter without that stage. */
  long savedNanos(Stage stage) {
    return ran(stage) ? nanos(replay.savedMillis(stage)) : 0;
  }

  private double initMillis() {
    return invocation.initNanos() / NANOS;
  }

  private static long nanos(double millis) {
    return Math.max(0, Billing.nanos(millis));
  }
}
