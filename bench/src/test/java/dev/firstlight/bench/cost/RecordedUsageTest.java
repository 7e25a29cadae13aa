package dev.firstlight.bench.cost;

import static dev.firstlight.bench.cost.Examples.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Runs;
import dev.firstlight.bench.cost.RecordedUsage.Held;
import dev.firstlight.bench.record.InvocationRecord;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RecordedUsageTest {
  private static final LambdaMetering LAMBDA = new LambdaMetering(512, true);

  @Test
  void platformsBill_countsOnItsOwnSystem() {
    RecordedUsage usage = of(List.of(CostRecords.cold(), CostRecords.warm()), LAMBDA, true);
    assertEquals(usd("0.313"), usage.usage().quantity(Meter.DURATION));
    assertEquals(BigDecimal.valueOf(2), usage.usage().quantity(Meter.REQUESTS));
  }

  @Test
  void otherSystem_metersTheSameTimesItself() {
    CloudFunctionsMetering functions = new CloudFunctionsMetering(Examples.CURRENT.gigahertz());
    RecordedUsage usage = of(List.of(CostRecords.cold(), CostRecords.warm()), functions, false);
    // Starting is free there, and 14.9 and 11 ms are 100 each.
    assertEquals(usd("0.2"), usage.usage().quantity(Meter.MEMORY));
    assertEquals(usd("0.28"), usage.usage().quantity(Meter.CPU));
  }

  @Test
  void callThatNoInstanceHad_costsNothing() {
    RecordedUsage usage = of(List.of(CostRecords.warm(), CostRecords.throttled()), LAMBDA, true);
    assertEquals(1, usage.turnedAway());
    assertEquals(BigDecimal.ONE, usage.usage().quantity(Meter.REQUESTS));
  }

  @Test
  void recordsWithoutAMemorySize_areRefusedUnlessOneIsGiven() {
    List<InvocationRecord> records = Runs.instance("lambda", 1, 300);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> of(records, LAMBDA, true));
    assertTrue(String.valueOf(e.getMessage()).contains("memory size"), e.getMessage());
    RecordedUsage usage = RecordedUsage.of(records, LAMBDA, true, OptionalInt.of(1024), Held.NONE);
    // 301 ms of the cold one, 11 and 21 of the others.
    assertEquals(usd("0.333"), usage.usage().quantity(Meter.DURATION));
  }

  @Test
  void provisionedInstances_arePaidForTheRunAndByTheirOwnRate() {
    InvocationRecord first =
        CostRecords.charged(
            Runs.warm("lambda", 1, 0, 11), CostRecords.warm().charge().orElseThrow());
    RecordedUsage usage =
        RecordedUsage.of(List.of(first), LAMBDA, true, OptionalInt.empty(), new Held(2, 0));
    // 11 ms are five minutes begun, of two instances with 1 GB.
    assertEquals(0, usage.usage().quantity(Meter.PROVISIONED).compareTo(BigDecimal.valueOf(600)));
    assertEquals(usd("0.011"), usage.usage().quantity(Meter.PROVISIONED_DURATION));
    assertEquals(BigDecimal.ZERO, usage.usage().quantity(Meter.DURATION));
  }

  @Test
  void callsAtTheSameTime_shareAnInstanceOfCloudRun() {
    InvocationRecord one = CostRecords.at(CostRecords.warm(), 0, 11);
    CloudRunMetering run = new CloudRunMetering(BigDecimal.ONE, false);
    RecordedUsage usage =
        of(
            List.of(
                one,
                CostRecords.at(one, 5, 16),
                CostRecords.at(one, 9, 20),
                CostRecords.at(one, 500, 511)),
            run,
            false);
    assertEquals(usd("0.2"), usage.usage().quantity(Meter.VCPU));
    assertEquals(BigDecimal.valueOf(4), usage.usage().quantity(Meter.REQUESTS));
  }

  @Test
  void machine_isRentedFromAnInstancesFirstCallToItsLast() {
    RecordedUsage usage =
        of(
            List.of(
                CostRecords.at(CostRecords.cold(), 0, 301),
                CostRecords.at(CostRecords.warm(), 89_990, 90_001)),
            new InstanceMetering(0, 60, false),
            false);
    assertEquals(BigDecimal.valueOf(91), usage.usage().quantity(Meter.INSTANCE));
  }

  @Test
  void shards_useTogetherWhatTheRunDoes() {
    InvocationRecord other = CostRecords.at(CostRecords.warm(), 4000, 4011);
    Usage whole = of(List.of(CostRecords.cold(), CostRecords.warm(), other), LAMBDA, true).usage();
    Usage parts =
        of(List.of(other, CostRecords.cold()), LAMBDA, true)
            .usage()
            .plus(of(List.of(CostRecords.warm()), LAMBDA, true).usage());
    assertEquals(whole, parts);
  }

  private static RecordedUsage of(List<InvocationRecord> records, Metering metering, boolean own) {
    return RecordedUsage.of(records, metering, own, OptionalInt.empty(), Held.NONE);
  }
}
