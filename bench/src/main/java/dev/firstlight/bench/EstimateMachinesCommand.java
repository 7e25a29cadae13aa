package dev.firstlight.bench;

import dev.firstlight.bench.cost.CostSystem;
import dev.firstlight.bench.cost.InstanceMetering;
import dev.firstlight.bench.cost.InstanceSteps;
import dev.firstlight.bench.cost.Meter;
import dev.firstlight.bench.cost.Metering;
import dev.firstlight.bench.cost.Priced;
import dev.firstlight.bench.cost.Tariff;
import dev.firstlight.bench.cost.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code firstlight cost estimate} of a system that rents machines. */
@Command(
    description = "Machines over time, whatever they do.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class EstimateMachinesCommand implements Callable<Integer> {
  private final Workplace workplace;
  private final CostSystem system;

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      description = "Machine type; firstlight cost books lists them. Default: one of 8 vCPUs.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String machine;

  @Option(
      names = "--instances",
      paramLabel = "STEPS",
      description = "Machines over time: 1, or 1@0s,5@7m,2@12m as an autoscaler has them.")
  private String instances = "1";

  @Option(
      names = "--time",
      required = true,
      paramLabel = "TIME",
      description = "When all of them end, as 15m or 730h.",
      showDefaultValue = Visibility.NEVER)
  private String time = "";

  @Option(
      names = "--accelerator",
      paramLabel = "NAME",
      description = "A GPU attached to each, of compute-engine: as nvidia-tesla-t4.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String accelerator;

  @Option(
      names = "--accelerators",
      paramLabel = "N",
      description = "How many of them each machine has.")
  private int accelerators = 1;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "Answered meanwhile, for the price of a million; and for data.")
  private long requests;

  @Option(
      names = "--request-bytes",
      paramLabel = "N",
      description = "Of each request and its answer together; SageMaker charges for them.")
  private long bytes;

  @Mixin private CostArguments arguments = new CostArguments();

  EstimateMachinesCommand(Workplace workplace, CostSystem system) {
    this.workplace = workplace;
    this.system = system;
  }

  @Override
  public Integer call() {
    CostArguments.range("--requests", requests, 0, 1_000_000_000L);
    CostArguments.range("--request-bytes", bytes, 0, 1_000_000_000L);
    CostArguments.range("--accelerators", accelerators, 1, 16);
    Duration end = CostArguments.time("--time", time);
    InstanceSteps steps =
        CostArguments.checked("--instances", () -> InstanceSteps.parse(instances, end));
    Tariff tariff =
        arguments.tariff(
            arguments.book(workplace),
            system,
            machine,
            Optional.ofNullable(accelerator).map(String::trim));
    InstanceMetering metering =
        new InstanceMetering(
            accelerator == null ? 0 : accelerators,
            tariff.price(Meter.INSTANCE).minimumSeconds(),
            system == CostSystem.SAGEMAKER);
    Usage usage = Usage.NONE;
    for (Duration lifetime : steps.lifetimes()) {
      usage = usage.plus(metering.lifetime(lifetime.toNanos(), 1));
    }
    if (metering.paysForData()) {
      usage =
          usage.plus(Usage.of(Meter.DATA, Metering.gigabytes(Math.multiplyExact(requests, bytes))));
    }
    arguments.print(List.of(Priced.estimate(tariff, requests, 0, usage)), workplace);
    return FirstlightCommand.OK;
  }
}
