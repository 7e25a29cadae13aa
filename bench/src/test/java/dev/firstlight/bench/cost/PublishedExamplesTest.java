package dev.firstlight.bench.cost;

import static dev.firstlight.bench.cost.Examples.calls;
import static dev.firstlight.bench.cost.Examples.cents;
import static dev.firstlight.bench.cost.Examples.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * What AWS and Google compute in their own examples, to the cent. Those of Lambda are on
 * aws.amazon.com/lambda/pricing, in a copy of 2026 whose tabs already have durable functions; all
 * are for US East (N. Virginia).
 */
class PublishedExamplesTest {
  private static final LambdaMetering LAMBDA = new LambdaMetering(512, true);
  private static final Tariff ON_DEMAND = Examples.lambda();
  private static final long HOUR = 3_600_000_000_000L;

  /** "Example 1: Mobile application backend". */
  @Test
  void lambdaMobileBackend_costs2Dollars73() {
    Bill bill = ON_DEMAND.withFreeTier().bill(calls(LAMBDA, 3_000_000, 120, 1536));
    assertEquals(usd("2.33"), cents(amount(bill, Meter.DURATION)));
    assertEquals(usd("0.40"), cents(amount(bill, Meter.REQUESTS)));
    assertEquals(usd("2.73"), cents(bill.total()));
  }

  /** "Example 2: Enriching streaming telemetry with additional metadata"; nothing is free in it. */
  @Test
  void lambdaTelemetry_costs249Dollars49() {
    Bill bill = ON_DEMAND.bill(calls(LAMBDA, 7_440_000, 2000, 1024));
    assertEquals(usd("1.49"), cents(amount(bill, Meter.REQUESTS)));
    assertEquals(usd("248.00"), cents(amount(bill, Meter.DURATION)));
    assertEquals(usd("249.49"), cents(bill.total()));
  }

  /** "Example 3: Performing ML on customer support tickets", with 2,048 MB of ephemeral storage. */
  @Test
  void lambdaWithEphemeralStorage_costs106Dollars41() {
    Bill bill =
        ON_DEMAND.withFreeTier().bill(calls(new LambdaMetering(2048, true), 6_000_000, 280, 4096));
    assertEquals(usd("105.33"), cents(amount(bill, Meter.DURATION)));
    assertEquals(usd("1.00"), cents(amount(bill, Meter.REQUESTS)));
    assertEquals(usd("0.08"), cents(amount(bill, Meter.EPHEMERAL_STORAGE)));
    assertEquals(usd("106.41"), cents(bill.total()));
  }

  /** Provisioned concurrency, "Example 1: Mobile application launch". */
  @Test
  void lambdaProvisionedForALaunch_costs19Dollars96() {
    Usage usage =
        LambdaMetering.provisioned(100, 1536, 8 * HOUR)
            .plus(LAMBDA.call(Invocation.of(0, 100_000_000, 1536).asProvisioned()).times(500_000))
            .plus(calls(LAMBDA, 2_500_000, 120, 1536));
    Bill bill = ON_DEMAND.withFreeTier().bill(usage);
    assertEquals(usd("18.00"), cents(amount(bill, Meter.PROVISIONED)));
    assertEquals(usd("0.40"), cents(amount(bill, Meter.REQUESTS)));
    assertEquals(usd("0.73"), cents(amount(bill, Meter.PROVISIONED_DURATION)));
    assertEquals(usd("0.83"), cents(amount(bill, Meter.DURATION)));
    assertEquals(usd("19.96"), cents(bill.total()));
  }

  /** Provisioned concurrency, "Example 2: Routing customers … during Cyber Monday". */
  @Test
  void lambdaProvisionedForASale_costs32Dollars26() {
    Usage usage =
        LambdaMetering.provisioned(7, 4096, 24 * HOUR)
            .plus(
                LAMBDA.call(Invocation.of(0, 280_000_000, 4096).asProvisioned()).times(2_000_000));
    Bill bill = ON_DEMAND.bill(usage);
    assertEquals(usd("10.08"), cents(amount(bill, Meter.PROVISIONED)));
    assertEquals(usd("21.78"), cents(amount(bill, Meter.PROVISIONED_DURATION)));
    assertEquals(usd("0.40"), cents(amount(bill, Meter.REQUESTS)));
    assertEquals(usd("32.26"), cents(bill.total()));
  }

  /** SnapStart, "Enriching streaming telemetry": one start in a hundred is restored. */
  @Test
  void lambdaWithSnapStart_costs263Dollars92() {
    Usage usage =
        calls(LAMBDA, 7_440_000, 2000, 1024)
            .plus(LambdaMetering.snapshots(1024, 31 * 24 * HOUR, 74_400));
    Bill bill = ON_DEMAND.bill(usage);
    assertEquals(usd("4.03"), cents(amount(bill, Meter.SNAPSHOT_CACHE)));
    assertEquals(usd("10.40"), cents(amount(bill, Meter.SNAPSHOT_RESTORE)));
    assertEquals(usd("263.92"), cents(bill.total()));
  }

  /** The compute charges of the page's example of durable functions, which run on Arm. */
  @Test
  void lambdaOnArm_costs421Dollars34() {
    Bill bill =
        Tariff.of(Examples.CURRENT, CostSystem.LAMBDA, "us-east-1", "arm64")
            .withFreeTier()
            .bill(
                Usage.of(Meter.DURATION, usd("32000000"))
                    .plus(Usage.of(Meter.REQUESTS, usd("2000000"))));
    assertEquals(usd("421.34"), cents(amount(bill, Meter.DURATION)));
    assertEquals(usd("0.20"), cents(amount(bill, Meter.REQUESTS)));
  }

  /** AWS Compute Blog, 2025-04-29, "AWS Lambda standardizes billing for INIT Phase". */
  @Test
  void lambdaInit_isBilledAsAnnounced() {
    Invocation cold = Invocation.of(100_770_000, 250_060_000, 1024);
    assertEquals(usd("0.351"), LAMBDA.call(cold).quantity(Meter.DURATION));
    assertEquals(usd("0.251"), new LambdaMetering(512, false).call(cold).quantity(Meter.DURATION));
  }

  /**
   * The simple function of cloud.google.com/functions/pricing: 128 MB, 200 MHz, ten million calls
   * of 300 ms a month. What it is before free amounts is also in infracost/infracost#399
   * (2021-02-08).
   */
  @Test
  void cloudFunction_costs7Dollars20() {
    Usage usage = calls(new CloudFunctionsMetering(gigahertz()), 10_000_000, 300, 128);
    Tariff tariff = Tariff.of(Examples.CURRENT, CostSystem.GCF, "us-central1", "1st-gen");
    Bill full = tariff.bill(usage);
    assertEquals(usd("4.0000"), amount(full, Meter.REQUESTS).rounded(4));
    assertEquals(usd("0.9375"), amount(full, Meter.MEMORY).rounded(4));
    assertEquals(usd("6.0000"), amount(full, Meter.CPU).rounded(4));
    Bill bill = tariff.withFreeTier().bill(usage);
    assertEquals(usd("3.20"), cents(amount(bill, Meter.REQUESTS)));
    assertEquals(usd("0.00"), cents(amount(bill, Meter.MEMORY)));
    assertEquals(usd("4.00"), cents(amount(bill, Meter.CPU)));
    assertEquals(usd("7.20"), cents(bill.total()));
  }

  /** "A function executing for 260ms would be billed as 300ms", of the same page. */
  @Test
  void cloudFunctionOf260Millis_isBilledAs300() {
    CloudFunctionsMetering functions = new CloudFunctionsMetering(gigahertz());
    assertEquals(
        calls(functions, 1, 300, 2048), functions.call(Invocation.of(0, 260_000_000, 2048)));
  }

  /** Prices per 100 ms of the page's table, of the first tier of regions. */
  @Test
  void cloudFunctions_costWhatTheTableHas() {
    Map<Integer, String> table =
        Map.of(
            128, "0.000000231",
            256, "0.000000463",
            512, "0.000000925",
            1024, "0.000001650",
            2048, "0.000002900",
            4096, "0.000005800",
            8192, "0.000006800");
    CloudFunctionsMetering functions = new CloudFunctionsMetering(gigahertz());
    Tariff tariff = Tariff.of(Examples.CURRENT, CostSystem.GCF, "us-central1", "1st-gen");
    table.forEach(
        (memory, price) ->
            assertEquals(
                usd(price),
                tariff.list(functions.time(100_000_000, Invocation.of(0, 1, memory))).rounded(9),
                memory + " MB"));
  }

  /**
   * Hosting in a bill of AWS for December 2023, EU (Ireland), as published in
   * github.com/aws-samples/sagemaker-ssh-helper, Sample_Costs.md. Its hours have three digits.
   */
  @Test
  void sageMakerHosting_costsWhatABillHas() {
    hosting("ml.m5.xlarge", "8.208", "2.11");
    hosting("ml.g4dn.xlarge", "1.299", "1.07");
    hosting("ml.g4dn.4xlarge", "74.998", "125.85");
    hosting("ml.g4dn.12xlarge", "31.543", "172.00");
    hosting("ml.g5.12xlarge", "22.409", "177.26");
  }

  private static void hosting(String machine, String hours, String billed) {
    Tariff tariff = Tariff.of(Examples.CURRENT, CostSystem.SAGEMAKER, "eu-west-1", machine);
    Usage usage =
        new InstanceMetering(0, 0, true)
            .lifetime(usd(hours).multiply(BigDecimal.valueOf(HOUR)).longValueExact(), 1);
    assertEquals(usd(billed), cents(tariff.bill(usage).total()), machine);
  }

  /** A bill that the platform has made counts, whatever the times say. */
  @Test
  void billedMillis_countWhereThePlatformSaidThem() {
    Invocation told = new Invocation(0, 5_000_000, 1024, false, 0, 0, OptionalLong.of(7));
    assertEquals(usd("0.007"), LAMBDA.call(told).quantity(Meter.DURATION));
  }

  private static Map<Integer, BigDecimal> gigahertz() {
    return Examples.CURRENT.gigahertz();
  }

  private static Money amount(Bill bill, Meter meter) {
    return bill.lines().stream()
        .filter(line -> line.price().meter() == meter)
        .map(Bill.Line::amount)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line of " + meter));
  }
}
