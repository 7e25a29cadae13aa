package dev.firstlight.bench;

import dev.firstlight.bench.cost.CloudFunctionsMetering;
import dev.firstlight.bench.cost.CostSystem;
import dev.firstlight.bench.cost.Meter;
import dev.firstlight.bench.cost.Metering;
import dev.firstlight.bench.cost.PriceBook;
import dev.firstlight.bench.cost.Priced;
import dev.firstlight.bench.cost.Tariff;
import dev.firstlight.bench.cost.Usage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code firstlight cost estimate gcf}. */
@Command(
    name = "gcf",
    description = "Google Cloud Functions, 1st generation.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class EstimateFunctionsCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Option(
      names = "--memory",
      paramLabel = "MB",
      description = "Of the function: 128, 256, 512, 1024, 2048, 4096 or 8192.")
  private int memory = 2048;

  @Mixin private CallArguments calls = new CallArguments();

  @Option(
      names = "--response-bytes",
      paramLabel = "N",
      description = "Of each answer's body, which leaves for the Internet.")
  private long responseBytes;

  @Mixin private KeptArguments kept = new KeptArguments();
  @Mixin private CostArguments arguments = new CostArguments();

  EstimateFunctionsCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    calls.check();
    CostArguments.range("--response-bytes", responseBytes, 0, 1L << 30);
    PriceBook book = arguments.book(workplace);
    Tariff tariff = arguments.tariff(book, CostSystem.GCF, null, Optional.empty());
    CloudFunctionsMetering metering = new CloudFunctionsMetering(book.gigahertz());
    Usage called =
        CostArguments.checked(
            "--memory", () -> calls.usage(metering, memory, calls.requests(), calls.cold()));
    BigDecimal out =
        Metering.gigabytes(responseBytes).multiply(BigDecimal.valueOf(calls.requests()));
    Usage usage =
        called
            .plus(Usage.of(Meter.EGRESS, out))
            .plus(
                metering.idle(
                    memory,
                    kept.idleSeconds(
                        called.quantity(Meter.CPU),
                        book.gigahertz().getOrDefault(memory, BigDecimal.ONE))));
    arguments.print(
        List.of(Priced.estimate(tariff, calls.requests(), calls.cold(), usage)), workplace);
    return FirstlightCommand.OK;
  }
}
