package dev.firstlight.bench.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Runs;
import dev.firstlight.bench.cost.RecordedUsage.Held;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.InvocationRecord.Charge;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageSpan;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * One cold start whose stages are: boot 80 ms, import 40 with the download within, load 30, warm-up
 * 136, predict 10, and 5 ms that no stage has; Lambda bills 302 ms of 301.1.
 */
class StageCostsTest {
  private static final LambdaMetering LAMBDA = new LambdaMetering(512, true);
  private static final Tariff TARIFF = Examples.lambda();

  @Test
  void parts_areExactlyWhatTheColdCallsTimeCosts() {
    StageCosts costs = costs(LAMBDA, TARIFF, true);
    Money time = TARIFF.list(Usage.of(Meter.DURATION, new BigDecimal("0.302")));
    assertEquals(time, costs.total());
    assertEquals(1, costs.starts());
  }

  @Test
  void stage_costsTheTimeThatItWasWaitedFor() {
    StageCosts costs = costs(LAMBDA, TARIFF, true);
    assertEquals(80_000_000, of(costs, Stage.BOOT).waitedNanos());
    assertEquals(
        TARIFF.list(Usage.of(Meter.DURATION, new BigDecimal("0.040"))),
        of(costs, Stage.IMPORT).amount());
    assertEquals(0, of(costs, Stage.DOWNLOAD).waitedNanos());
    assertTrue(of(costs, Stage.DOWNLOAD).saving().isZero());
  }

  /** The download took until 14 ms after boot, so that much of the import's 40 ms would stay. */
  @Test
  void stage_savesWhatWouldNotHaveBeenWaitedForAnyway() {
    StageCosts costs = costs(LAMBDA, TARIFF, true);
    StageCosts.Cost imports = of(costs, Stage.IMPORT);
    assertEquals(26_000_000, imports.savedNanos());
    // 301.1 ms less 26 are 276 begun, of 302 billed.
    assertEquals(TARIFF.list(Usage.of(Meter.DURATION, new BigDecimal("0.026"))), imports.saving());
  }

  @Test
  void systemThatStartsForFree_savesNothingByAShorterStart() {
    CloudFunctionsMetering functions = new CloudFunctionsMetering(Examples.CURRENT.gigahertz());
    Tariff tariff = Tariff.of(Examples.CURRENT, CostSystem.GCF, "us-central1", "1st-gen");
    StageCosts costs = costs(functions, tariff, false);
    StageCosts.Cost load = of(costs, Stage.LOAD);
    assertEquals(0, load.waitedNanos());
    assertTrue(load.amount().isZero());
    assertEquals(30_000_000, load.savedNanos());
    assertTrue(load.saving().isZero());
  }

  @Test
  void rentedMachine_savesBySecondsOnly() {
    Tariff tariff = Examples.machine(Examples.CURRENT, CostSystem.SAGEMAKER, "ml.m5.2xlarge");
    StageCosts costs = costs(new InstanceMetering(0, 0, true), tariff, false);
    assertTrue(of(costs, Stage.WARMUP).saving().isZero());
    assertTrue(costs.rounding().isZero());
    assertEquals(tariff.list(Usage.of(Meter.INSTANCE, new BigDecimal("0.3011"))), costs.total());
  }

  /** The platform gave it the request 100 ms after its start; nobody pays for those. */
  @Test
  void requestAfterAGap_isPaidAllTheSame() {
    List<StageSpan> stages =
        List.of(
            new StageSpan(Stage.BOOT, 0, 80, 0),
            new StageSpan(Stage.LOAD, 80, 186, 0),
            new StageSpan(Stage.PREDICT, 291, 301, 0));
    InvocationRecord late =
        CostRecords.charged(
            Runs.with(
                Runs.cold("lambda", 1, 300), true, Runs.withStages("lambda", 1, 186, stages), 0),
            new Charge("answered", OptionalDouble.of(186), 15, OptionalLong.of(201), 1024, 90));
    RecordedUsage usage =
        RecordedUsage.of(List.of(late), LAMBDA, true, OptionalInt.empty(), Held.NONE);
    StageCosts costs = StageCosts.of(usage, LAMBDA, TARIFF);
    assertEquals(10_000_000, of(costs, Stage.PREDICT).waitedNanos());
    assertEquals(TARIFF.list(Usage.of(Meter.DURATION, new BigDecimal("0.005"))), costs.between());
  }

  @Test
  void startWithoutARecord_isCounted() {
    RecordedCall call =
        new RecordedCall(
            CostRecords.warm(),
            new Invocation(1, 1_000_000, 1024, false, 0, 0, OptionalLong.empty()));
    RecordedUsage usage = new RecordedUsage(List.of(call), LAMBDA.call(call.invocation()), 0);
    StageCosts costs = StageCosts.of(usage, LAMBDA, TARIFF);
    assertEquals(0, costs.starts());
    assertEquals(1, costs.withoutRecord());
  }

  private static StageCosts.Cost of(StageCosts costs, Stage stage) {
    return Objects.requireNonNull(costs.stages().get(stage), stage.label());
  }

  private static StageCosts costs(Metering metering, Tariff tariff, boolean own) {
    RecordedUsage usage =
        RecordedUsage.of(
            List.of(CostRecords.cold(), CostRecords.warm()),
            metering,
            own,
            OptionalInt.empty(),
            Held.NONE);
    return StageCosts.of(usage, metering, tariff);
  }
}
