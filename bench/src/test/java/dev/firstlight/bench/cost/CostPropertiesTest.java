package dev.firstlight.bench.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds of every bill, tried on random usage. */
class CostPropertiesTest {
  private static final int TRIES = 300;
  private static final List<Integer> SIZES = List.of(128, 256, 512, 1024, 2048, 4096, 8192);

  @Test
  void shards_costTogetherWhatTheRunDoes() {
    for (int seed = 0; seed < TRIES; seed++) {
      Random random = new Random(seed);
      Case one = one(random);
      Usage whole = Usage.NONE;
      Usage first = Usage.NONE;
      Usage second = Usage.NONE;
      for (Invocation call : invocations(random)) {
        Usage used = one.metering().call(call);
        whole = whole.plus(used);
        if (random.nextBoolean()) {
          first = used.plus(first);
        } else {
          second = used.plus(second);
        }
      }
      assertEquals(whole, second.plus(first), "seed " + seed);
      assertEquals(
          one.tariff().bill(whole).total(),
          one.tariff().bill(first.plus(second)).total(),
          "seed " + seed);
    }
  }

  @Test
  void total_isTheSumOfItsParts() {
    for (int seed = 0; seed < TRIES; seed++) {
      Random random = new Random(seed);
      Case one = one(random);
      Bill bill = one.tariff().bill(usage(one, random));
      BigDecimal sum = BigDecimal.ZERO;
      for (Bill.Line line : bill.lines()) {
        sum = sum.add(line.amount().timesHour());
      }
      assertEquals(0, sum.compareTo(bill.total().timesHour()), "seed " + seed);
    }
  }

  @Test
  void more_neverCostsLess() {
    for (int seed = 0; seed < TRIES; seed++) {
      Random random = new Random(seed);
      Case one = one(random);
      Usage some = usage(one, random);
      Usage more = some.plus(usage(one, random));
      assertTrue(
          one.tariff().bill(some).total().compareTo(one.tariff().bill(more).total()) <= 0,
          "seed " + seed);
      assertTrue(
          one.tariff().withFreeTier().bill(more).total().compareTo(one.tariff().bill(more).total())
              <= 0,
          "seed " + seed);
    }
  }

  @Test
  void longerCalls_neverCostLess() {
    for (int seed = 0; seed < TRIES; seed++) {
      Random random = new Random(seed);
      Case one = one(random);
      Invocation call = invocation(random);
      Invocation longer =
          call.lasting(
              call.initNanos() + random.nextInt(300_000_000),
              call.runNanos() + random.nextInt(300_000_000));
      Money before = one.tariff().bill(one.metering().call(call)).total();
      Money after = one.tariff().bill(one.metering().call(longer)).total();
      assertTrue(before.compareTo(after) <= 0, "seed " + seed);
    }
  }

  /** Every step of the tiers is entered where the one before ends, without a jump. */
  @Test
  void tiers_applyToTheSum() {
    Tariff tariff = Examples.lambda();
    BigDecimal sixBillion = new BigDecimal("6000000000");
    Money atEdge = tariff.bill(Usage.of(Meter.DURATION, sixBillion)).total();
    Money beyond = tariff.bill(Usage.of(Meter.DURATION, sixBillion.add(BigDecimal.TEN))).total();
    assertEquals(new BigDecimal("100000.20"), atEdge.rounded(2));
    assertEquals(new BigDecimal("0.000150"), beyond.minus(atEdge).rounded(6));
  }

  /** Google takes the free amount off the bill at the price of its cheapest regions. */
  @Test
  void freeAmounts_areTakenOffAtTierOnePricesByGoogle() {
    Tariff expensive = Tariff.of(Examples.CURRENT, CostSystem.GCF, "us-west2", "1st-gen");
    Usage usage = Usage.of(Meter.CPU, new BigDecimal("300000"));
    assertEquals(new BigDecimal("4.20"), expensive.bill(usage).total().rounded(2));
    assertEquals(new BigDecimal("2.20"), expensive.withFreeTier().bill(usage).total().rounded(2));
  }

  private record Case(Tariff tariff, Metering metering) {}

  private static Case one(Random random) {
    PriceBook book = Examples.CURRENT;
    List<Case> cases =
        List.of(
            new Case(
                Tariff.of(book, CostSystem.LAMBDA, "us-east-1", "x86_64"),
                new LambdaMetering(512 + random.nextInt(2000), true)),
            new Case(
                Tariff.of(book, CostSystem.LAMBDA, "eu-west-1", "arm64"),
                new LambdaMetering(512, random.nextBoolean())),
            new Case(
                Tariff.of(book, CostSystem.GCF, "us-west2", "1st-gen"),
                new CloudFunctionsMetering(book.gigahertz())),
            new Case(
                Tariff.of(book, CostSystem.CLOUD_RUN, "europe-west1", "request-based"),
                new CloudRunMetering(BigDecimal.valueOf(1 + random.nextInt(4)), false)),
            new Case(
                new Tariff(
                    book,
                    CostSystem.COMPUTE_ENGINE,
                    "us-central1",
                    "n1-standard-8",
                    Optional.of("nvidia-tesla-t4"),
                    false),
                new InstanceMetering(1, 60, false)));
    return cases.get(random.nextInt(cases.size()));
  }

  private static Usage usage(Case one, Random random) {
    Usage usage = Usage.NONE;
    for (Invocation call : invocations(random)) {
      // Large counts, so that free amounts and tiers are passed now and then.
      long count = 1L << random.nextInt(34);
      usage =
          usage
              .plus(one.metering().call(call).times(count))
              .plus(one.metering().lifetime(call.runNanos() * 1000, call.memoryMegabytes()));
    }
    return usage;
  }

  private static List<Invocation> invocations(Random random) {
    List<Invocation> calls = new ArrayList<>();
    for (int i = random.nextInt(20); i >= 0; i--) {
      calls.add(invocation(random));
    }
    return calls;
  }

  private static Invocation invocation(Random random) {
    return Invocation.of(
        random.nextInt(4) == 0 ? random.nextInt(2_000_000_000) : 0,
        random.nextInt(2_000_000_000),
        SIZES.get(random.nextInt(SIZES.size())));
  }

  /** A sum of hourly prices has no end as a decimal; kept exactly, thirds add up to the whole. */
  @Test
  void hourlyPrices_addUpExactly() {
    Money second = Money.ofSeconds(BigDecimal.ONE, new BigDecimal("0.752"));
    Money sum = Money.ZERO;
    for (int i = 0; i < 3600; i++) {
      sum = sum.plus(second);
    }
    assertEquals(Money.of(new BigDecimal("0.752")), sum);
  }

  @Test
  void usage_keepsOnlyWhatWasUsed() {
    assertEquals(
        Usage.NONE, new Usage(Map.of(Meter.EGRESS, BigDecimal.ZERO, Meter.DATA, BigDecimal.ZERO)));
  }
}
