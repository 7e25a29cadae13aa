package dev.firstlight.bench;

import dev.firstlight.bench.cost.CloudFunctionsMetering;
import dev.firstlight.bench.cost.CloudRunMetering;
import dev.firstlight.bench.cost.CostSystem;
import dev.firstlight.bench.cost.InstanceMetering;
import dev.firstlight.bench.cost.LambdaMetering;
import dev.firstlight.bench.cost.Meter;
import dev.firstlight.bench.cost.Metering;
import dev.firstlight.bench.cost.PriceBook;
import dev.firstlight.bench.cost.Priced;
import dev.firstlight.bench.cost.RecordedCall;
import dev.firstlight.bench.cost.RecordedUsage;
import dev.firstlight.bench.cost.StageCosts;
import dev.firstlight.bench.cost.Tariff;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options about what a recorded deployment is priced as. */
final class RecordedArguments {
  /** Largest memory of any system, in MB. */
  private static final int MOST_MEMORY = 1_048_576;

  private static final int MOST_HELD = 100_000;

  @Option(
      names = "--system",
      paramLabel = "NAME",
      description =
          "What to price it as: lambda, gcf, cloud-run, sagemaker, vertex-ai, ec2 or"
              + " compute-engine. Default: what it ran on; of a server, none.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String system;

  @Option(
      names = "--memory",
      paramLabel = "MB",
      description = "Memory of an instance, where the records do not say.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Integer memory;

  @Option(
      names = "--architecture",
      paramLabel = "NAME",
      description = "Of lambda: x86_64 or arm64. Default: x86_64.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String architecture;

  @Option(names = "--tmp", paramLabel = "MB", description = "Of lambda: size of /tmp.")
  private int tmp = LambdaMetering.FREE_TMP_MEGABYTES;

  @Option(
      names = "--package",
      paramLabel = "NAME",
      description =
          "Of lambda: image or zip. Before August 2025 the init phase of zips was not billed.")
  private String packaging = "image";

  @Option(
      names = "--provisioned",
      paramLabel = "N",
      description = "Of lambda: instances of provisioned concurrency that the run had.")
  private int provisioned;

  @Option(
      names = "--min-instances",
      paramLabel = "N",
      description = "Of gcf and cloud-run: instances kept while the run lasted.")
  private int minimum;

  @Option(
      names = "--billing",
      paramLabel = "NAME",
      description = "Of cloud-run: request-based or instance-based. Default: request-based.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String billing;

  @Option(names = "--vcpus", paramLabel = "N", description = "Of cloud-run: vCPUs of an instance.")
  private BigDecimal vcpus = BigDecimal.ONE;

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      description =
          "Of sagemaker, vertex-ai, ec2 and compute-engine: the machine type. Default: one of 8"
              + " vCPUs.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String machine;

  @Option(
      names = "--accelerator",
      paramLabel = "NAME",
      description = "Of compute-engine: a GPU attached to the machine, as nvidia-tesla-t4.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String accelerator;

  /** What that deployment costs; empty for a server where nobody says what it should rent. */
  Optional<Priced> price(RecordedDeployment deployment, PriceBook book, CostArguments arguments) {
    CostArguments.range("--provisioned", provisioned, 0, MOST_HELD);
    CostArguments.range("--min-instances", minimum, 0, MOST_HELD);
    if (memory != null) {
      CostArguments.range("--memory", memory, 1, MOST_MEMORY);
    }
    boolean server = deployment.target().equals("server");
    if (system == null && server) {
      return Optional.empty();
    }
    // Peers run behind the same Runtime API as Lambda's handler.
    CostSystem as =
        system != null
            ? CostSystem.named(system)
            : deployment.target().equals("gcf") ? CostSystem.GCF : CostSystem.LAMBDA;
    Tariff tariff =
        arguments.tariff(book, as, variant(as), Optional.ofNullable(accelerator).map(String::trim));
    Metering metering = metering(as, tariff, book);
    RecordedUsage usage =
        CostArguments.checked(
            deployment.name(),
            () ->
                RecordedUsage.of(
                    deployment.records(),
                    metering,
                    as.label().equals(deployment.target()),
                    memory(as),
                    new RecordedUsage.Held(provisioned, minimum)));
    return Optional.of(
        new Priced(
            deployment.name(),
            tariff,
            usage.calls().size(),
            usage.calls().stream().filter(RecordedCall::cold).count(),
            usage.turnedAway(),
            tariff.bill(usage.usage()),
            Optional.of(StageCosts.of(usage, metering, tariff))));
  }

  private OptionalInt memory(CostSystem as) {
    if (memory != null) {
      return OptionalInt.of(memory);
    }
    // What a machine is rented for does not depend on it.
    return as.rentsMachines() ? OptionalInt.of(1) : OptionalInt.empty();
  }

  private @Nullable String variant(CostSystem as) {
    return switch (as) {
      case LAMBDA -> architecture;
      case GCF -> null;
      case CLOUD_RUN -> billing;
      default -> machine;
    };
  }

  private Metering metering(CostSystem as, Tariff tariff, PriceBook book) {
    return CostArguments.checked(
        as.label(),
        () ->
            switch (as) {
              case LAMBDA -> lambda(tmp, packaging, book);
              case GCF -> new CloudFunctionsMetering(book.gigahertz());
              case CLOUD_RUN ->
                  new CloudRunMetering(vcpus, tariff.variant().equals("instance-based"));
              default ->
                  new InstanceMetering(
                      tariff.accelerator().isPresent() ? 1 : 0,
                      tariff.price(Meter.INSTANCE).minimumSeconds(),
                      as == CostSystem.SAGEMAKER);
            });
  }

  /** How Lambda meters a function that is packaged so. */
  static LambdaMetering lambda(int tmp, String packaging, PriceBook book) {
    return switch (packaging.trim()) {
      case "image" -> new LambdaMetering(tmp, true);
      case "zip" -> new LambdaMetering(tmp, book.paysForZipInit());
      default ->
          throw CostArguments.usage(
              "--package \"%s\" is not known; there are image, zip".formatted(packaging));
    };
  }
}
