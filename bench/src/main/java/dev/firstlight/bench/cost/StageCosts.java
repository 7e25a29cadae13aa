package dev.firstlight.bench.cost;

import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageSpan;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the stages of cold starts cost, at first rates with nothing free. The time that a call was
 * waited for is divided among the stages on the critical path, what lies between them, and what
 * rounding adds; together that is exactly what the calls' time costs.
 *
 * @param starts that have a record of their stages
 * @param withoutRecord starts that have none, or one of a restored snapshot, whose stages ran
 *     before
 * @param stages in the order in which they begin; only those that ran
 * @param between what the calls' paid time has beside their stages
 * @param rounding what rounding up adds
 */
public record StageCosts(
    int starts, int withoutRecord, Map<Stage, Cost> stages, Money between, Money rounding) {
  /**
   * What one stage costs.
   *
   * @param waitedNanos of all starts together, for which it was waited and which is paid
   * @param amount of that time
   * @param savedNanos by which starts would be shorter without it
   * @param saving what the run would then cost less, with rounding, tiers and free amounts
   */
  public record Cost(long waitedNanos, Money amount, long savedNanos, Money saving) {}

  public StageCosts {
    EnumMap<Stage, Cost> ordered = new EnumMap<>(Stage.class);
    ordered.putAll(stages);
    stages = Collections.unmodifiableMap(ordered);
  }

  /** Of all stages, what is between them, and rounding. */
  public Money total() {
    return Money.sum(stages.values().stream().map(Cost::amount).toList())
        .plus(between)
        .plus(rounding);
  }

  /**
   * Computes them.
   *
   * @param run that was recorded
   * @param metering of it
   * @param tariff that prices it
   */
  public static StageCosts of(RecordedUsage run, Metering metering, Tariff tariff) {
    List<ColdCall> cold =
        run.calls().stream().flatMap(call -> ColdCall.of(call, run, metering).stream()).toList();
    long met = run.calls().stream().filter(RecordedCall::cold).count();
    Map<Stage, Cost> stages = new EnumMap<>(Stage.class);
    Money between = Money.ZERO;
    Money rounding = Money.ZERO;
    Money whole = tariff.bill(run.usage()).total();
    for (Stage stage : Stage.values()) {
      if (cold.stream().anyMatch(call -> call.ran(stage))) {
        stages.put(stage, cost(stage, cold, run, tariff, whole));
      }
    }
    for (ColdCall call : cold) {
      between = between.plus(tariff.list(call.between()));
      rounding = rounding.plus(tariff.list(call.rounding()));
    }
    int without = (int) Math.max(0, met - cold.size());
    return new StageCosts(cold.size(), without, stages, between, rounding);
  }

  private static Cost cost(
      Stage stage, List<ColdCall> cold, RecordedUsage run, Tariff tariff, Money whole) {
    long waited = 0;
    long saved = 0;
    Money amount = Money.ZERO;
    Usage less = run.usage();
    for (ColdCall call : cold) {
      waited += call.waitedNanos(stage);
      amount = amount.plus(tariff.list(call.waited(stage)));
      saved += call.savedNanos(stage);
      less = less.minus(call.usage()).plus(call.usageWithout(stage));
    }
    return new Cost(waited, amount, saved, whole.minus(tariff.bill(less).total()));
  }

  /** The stages that a start ran itself; of a restored one none are known. */
  static Optional<List<StageSpan>> stages(RecordedCall call) {
    return call.record()
        .coldStart()
        .filter(start -> start.restore().isEmpty())
        .map(ColdStartRecord::stages)
        .filter(stages -> !stages.isEmpty());
  }
}
