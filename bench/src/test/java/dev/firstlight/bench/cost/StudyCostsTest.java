package dev.firstlight.bench.cost;

import static dev.firstlight.bench.cost.Examples.OF_THE_STUDY;
import static dev.firstlight.bench.cost.Examples.usd;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What the study (Wu et al., SIGMOD 2022) reports, as far as it says enough to compute it: its
 * workloads last "about 15 minutes". One length explains the three servers whose machine it names,
 * for each workload; the rest must fit the same lengths.
 */
class StudyCostsTest {
  private static final Duration WORKLOAD_40 = Duration.ofSeconds(868);
  private static final Duration WORKLOAD_200 = Duration.ofSeconds(895);

  @Test
  void googleServer_costsWhatTheStudyReports() {
    Tariff server = Examples.machine(OF_THE_STUDY, CostSystem.COMPUTE_ENGINE, "n1-standard-8");
    assertReported("0.092", server, 0, WORKLOAD_40);
    assertReported("0.094", server, 0, WORKLOAD_200);
  }

  @Test
  void googleServerWithAGpu_costsWhatTheStudyReports() {
    assertReported("0.176", Examples.withT4(OF_THE_STUDY), 1, WORKLOAD_40);
    assertReported("0.182", Examples.withT4(OF_THE_STUDY), 1, WORKLOAD_200);
  }

  @Test
  void amazonServerWithAGpu_costsWhatTheStudyReports() {
    Tariff server = Examples.machine(OF_THE_STUDY, CostSystem.EC2, "g4dn.2xlarge");
    assertReported("0.181", server, 0, WORKLOAD_40);
    assertReported("0.187", server, 0, WORKLOAD_200);
  }

  /** The study names no machine but 8 vCPUs and 32 GB; this one of EC2's costs what it reports. */
  @Test
  void amazonServer_costsWhatTheStudyReportsIfItWasAT2() {
    Tariff server = Examples.machine(OF_THE_STUDY, CostSystem.EC2, "t2.2xlarge");
    assertReported("0.089", server, 0, WORKLOAD_40);
    assertReported("0.092", server, 0, WORKLOAD_200);
  }

  /** The second node is there in minute 6; SageMaker's other four are asked for in minute 7. */
  @Test
  void managedEndpoints_costWhatTheStudyReportsWithinATwentieth() {
    assertNear(
        "0.164",
        Examples.machine(OF_THE_STUDY, CostSystem.VERTEX_AI, "n1-standard-8"),
        "1@0s,2@6m");
    assertNear(
        "0.428",
        Examples.machine(OF_THE_STUDY, CostSystem.SAGEMAKER, "ml.m4.2xlarge"),
        "1@0s,5@7m");
  }

  /** 86,000 requests of MobileNet on 2 GB, none of which can cost less than its least step. */
  @Test
  void functions_costMoreThanTheLeastTheyCan() {
    Usage least =
        Examples.calls(new CloudFunctionsMetering(OF_THE_STUDY.gigahertz()), 86_000, 1, 2048);
    Money google =
        Tariff.of(OF_THE_STUDY, CostSystem.GCF, "us-central1", "1st-gen").bill(least).total();
    assertTrue(google.rounded(3).compareTo(usd("0.537")) < 0, google.toString());
    // Its mean latency is 97 ms there, which the billed time is part of.
    Usage most = Examples.calls(new LambdaMetering(512, true), 86_000, 97, 2048);
    Money amazon =
        Tariff.of(OF_THE_STUDY, CostSystem.LAMBDA, "us-east-1", "x86_64").bill(most).total();
    assertTrue(amazon.rounded(3).compareTo(usd("0.186")) > 0, amazon.toString());
  }

  private static void assertReported(
      String reported, Tariff tariff, int accelerators, Duration length) {
    Usage usage = new InstanceMetering(accelerators, 60, false).lifetime(length.toNanos(), 1);
    assertWithin(reported, tariff.bill(usage).total(), usd("0.0006"));
  }

  private static void assertNear(String reported, Tariff tariff, String steps) {
    Usage usage = Usage.NONE;
    for (Duration lifetime : InstanceSteps.parse(steps, WORKLOAD_40).lifetimes()) {
      usage = usage.plus(new InstanceMetering(0, 0, false).lifetime(lifetime.toNanos(), 1));
    }
    assertWithin(reported, tariff.bill(usage).total(), usd(reported).multiply(usd("0.05")));
  }

  private static void assertWithin(String reported, Money computed, BigDecimal allowed) {
    BigDecimal off = computed.rounded(9).subtract(usd(reported)).abs();
    assertTrue(
        off.compareTo(allowed) <= 0, "the study reports " + reported + ", computed is " + computed);
  }
}
