package dev.firstlight.bench;

import dev.firstlight.bench.cost.CostSystem;
import dev.firstlight.bench.cost.LambdaMetering;
import dev.firstlight.bench.cost.PriceBook;
import dev.firstlight.bench.cost.Priced;
import dev.firstlight.bench.cost.Tariff;
import dev.firstlight.bench.cost.Usage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code firstlight cost estimate lambda}. */
@Command(
    name = "lambda",
    description = "AWS Lambda: on demand, and with provisioned concurrency.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class EstimateLambdaCommand implements Callable<Integer> {
  private static final int LEAST_MEMORY = 128;
  private static final int MOST_MEMORY = 10_240;

  private final Workplace workplace;

  @Option(names = "--memory", paramLabel = "MB", description = "Of the function.")
  private int memory = 1769;

  @Mixin private CallArguments calls = new CallArguments();

  @Option(names = "--architecture", paramLabel = "NAME", description = "x86_64 or arm64.")
  private String architecture = CostSystem.LAMBDA.defaultVariant();

  @Option(names = "--tmp", paramLabel = "MB", description = "Size of /tmp.")
  private int tmp = LambdaMetering.FREE_TMP_MEGABYTES;

  @Option(
      names = "--package",
      paramLabel = "NAME",
      description = "image or zip. Before August 2025 the init phase of zips was not billed.")
  private String packaging = "image";

  @Option(
      names = "--provisioned",
      paramLabel = "N",
      description = "Instances of provisioned concurrency.")
  private int provisioned;

  @Option(
      names = "--provisioned-time",
      paramLabel = "TIME",
      description = "How long they are held, as 8h; rounded up to five minutes.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String provisionedTime;

  @Option(
      names = "--provisioned-requests",
      paramLabel = "N",
      description = "How many of the requests they answer. Default: all that start no instance.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Long provisionedRequests;

  @Option(
      names = "--snapshot-time",
      paramLabel = "TIME",
      description =
          "How long a SnapStart snapshot is kept, where it is charged: not for Java's managed"
              + " runtimes.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String snapshotTime;

  @Option(names = "--restores", paramLabel = "N", description = "How often it is restored.")
  private long restores;

  @Mixin private CostArguments arguments = new CostArguments();

  EstimateLambdaCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    calls.check();
    CostArguments.range("--memory", memory, LEAST_MEMORY, MOST_MEMORY);
    CostArguments.range("--provisioned", provisioned, 0, 100_000);
    CostArguments.range("--restores", restores, 0, calls.requests());
    PriceBook book = arguments.book(workplace);
    Tariff tariff = arguments.tariff(book, CostSystem.LAMBDA, architecture, Optional.empty());
    LambdaMetering metering =
        CostArguments.checked("--tmp", () -> RecordedArguments.lambda(tmp, packaging, book));
    long readied = readied();
    Usage usage =
        calls
            .usage(metering, memory, calls.requests() - readied, calls.cold())
            .plus(metering.call(calls.call(0, memory).asProvisioned()).times(readied));
    if (provisioned > 0) {
      long nanos =
          CostArguments.time("--provisioned-time", String.valueOf(provisionedTime)).toNanos();
      usage =
          usage.plus(
              CostArguments.checked(
                  "--provisioned", () -> LambdaMetering.provisioned(provisioned, memory, nanos)));
    }
    if (snapshotTime != null) {
      long nanos = CostArguments.time("--snapshot-time", snapshotTime).toNanos();
      usage = usage.plus(LambdaMetering.snapshots(memory, nanos, restores));
    }
    arguments.print(
        List.of(Priced.estimate(tariff, calls.requests(), calls.cold(), usage)), workplace);
    return FirstlightCommand.OK;
  }

  private long readied() {
    if (provisioned == 0) {
      if (provisionedTime != null || provisionedRequests != null) {
        throw CostArguments.usage(
            "--provisioned-time and --provisioned-requests need --provisioned N");
      }
      return 0;
    }
    if (provisionedTime == null) {
      throw CostArguments.usage("--provisioned needs --provisioned-time, as 8h");
    }
    long rest = calls.requests() - calls.cold();
    if (provisionedRequests == null) {
      return rest;
    }
    CostArguments.range("--provisioned-requests", provisionedRequests, 0, rest);
    return provisionedRequests;
  }
}
