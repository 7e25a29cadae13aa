package dev.firstlight.bench;

import dev.firstlight.bench.cost.CloudRunMetering;
import dev.firstlight.bench.cost.CostSystem;
import dev.firstlight.bench.cost.InstanceSteps;
import dev.firstlight.bench.cost.Meter;
import dev.firstlight.bench.cost.Priced;
import dev.firstlight.bench.cost.Tariff;
import dev.firstlight.bench.cost.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code firstlight cost estimate cloud-run}. */
@Command(
    name = "cloud-run",
    description = "Cloud Run: functions of the 2nd generation and services, by either billing.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class EstimateCloudRunCommand implements Callable<Integer> {
  private static final int MOST_MEMORY = 32_768;

  private final Workplace workplace;

  @Option(names = "--memory", paramLabel = "MB", description = "Of an instance.")
  private int memory = 2048;

  @Option(names = "--vcpus", paramLabel = "N", description = "Of an instance.")
  private BigDecimal vcpus = BigDecimal.ONE;

  @Option(
      names = "--billing",
      paramLabel = "NAME",
      description = "request-based: starting, answering and requests; instance-based: instances.")
  private String billing = CostSystem.CLOUD_RUN.defaultVariant();

  @Mixin private CallArguments calls = new CallArguments();

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "How many requests share an instance's time, on average.")
  private int concurrency = 1;

  @Option(
      names = "--instances",
      paramLabel = "STEPS",
      description =
          "Instances over time, for instance-based billing: 2, or 1@0s,5@7m. They end after --time.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String instances;

  @Mixin private KeptArguments kept = new KeptArguments();
  @Mixin private CostArguments arguments = new CostArguments();

  EstimateCloudRunCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    calls.check();
    CostArguments.range("--memory", memory, 128, MOST_MEMORY);
    CostArguments.range("--concurrency", concurrency, 1, 1000);
    Tariff tariff =
        arguments.tariff(
            arguments.book(workplace), CostSystem.CLOUD_RUN, billing, Optional.empty());
    boolean instanceBased = tariff.variant().equals("instance-based");
    CloudRunMetering metering =
        CostArguments.checked("--vcpus", () -> new CloudRunMetering(vcpus, instanceBased));
    Usage usage = instanceBased ? ofInstances(metering) : ofRequests(metering);
    arguments.print(
        List.of(Priced.estimate(tariff, calls.requests(), calls.cold(), usage)), workplace);
    return FirstlightCommand.OK;
  }

  private Usage ofRequests(CloudRunMetering metering) {
    if (instances != null) {
      throw CostArguments.usage(
          "--instances is for --billing instance-based; request-based takes --min-instances");
    }
    Usage warm = metering.call(calls.call(0, memory));
    long shared = calls.requests() - calls.cold();
    // Whole stretches of time that are shared; each is paid once, each request by itself.
    long stretches = Math.floorDiv(shared + concurrency - 1, concurrency);
    Usage called =
        calls
            .usage(metering, memory, calls.cold(), calls.cold())
            .plus(warm.times(stretches))
            .plus(Usage.of(Meter.REQUESTS, BigDecimal.valueOf(shared - stretches)));
    return called.plus(metering.idle(memory, kept.idleSeconds(called.quantity(Meter.VCPU), vcpus)));
  }

  private Usage ofInstances(CloudRunMetering metering) {
    if (instances == null) {
      throw CostArguments.usage(
          "--billing instance-based needs --instances and --time, as 1@0s,5@7m and 15m");
    }
    InstanceSteps steps =
        CostArguments.checked(
            "--instances", () -> InstanceSteps.parse(String.valueOf(instances), kept.time()));
    Usage usage = Usage.NONE;
    for (Duration lifetime : steps.lifetimes()) {
      usage = usage.plus(metering.lifetime(lifetime.toNanos(), memory));
    }
    return usage;
  }
}
