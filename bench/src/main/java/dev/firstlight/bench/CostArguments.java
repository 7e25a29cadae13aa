package dev.firstlight.bench;

import dev.firstlight.bench.cost.CostCsv;
import dev.firstlight.bench.cost.CostJson;
import dev.firstlight.bench.cost.CostSystem;
import dev.firstlight.bench.cost.CostTable;
import dev.firstlight.bench.cost.PriceBook;
import dev.firstlight.bench.cost.PriceBooks;
import dev.firstlight.bench.cost.Priced;
import dev.firstlight.bench.cost.Tariff;
import dev.firstlight.bench.cost.Times;
import dev.firstlight.bench.fault.BenchException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options about prices and output that all commands about cost share. */
final class CostArguments {
  @Option(
      names = "--book",
      paramLabel = "NAME|FILE",
      description =
          "Price book: 2021 (the time of the study), current, or a file of yours that ends in"
              + " .json.")
  private String book = PriceBooks.CURRENT;

  @Option(
      names = "--region",
      paramLabel = "NAME",
      description = "Where it runs. Default: us-east-1 of AWS, us-central1 of Google.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String region;

  @Option(
      names = "--free-tier",
      description = "Take off a month's free amounts, as if nothing else were used in it.",
      showDefaultValue = Visibility.NEVER)
  private boolean freeTier;

  @Option(
      names = "--json",
      description = "Print JSON (firstlight.cost/1) instead of tables.",
      showDefaultValue = Visibility.NEVER)
  private boolean json;

  @Option(
      names = "--csv",
      description = "Print comma-separated values instead of tables.",
      showDefaultValue = Visibility.NEVER)
  private boolean csv;

  /** The book that was named. */
  PriceBook book(Workplace workplace) {
    if (json && csv) {
      throw usage("--json and --csv cannot both be printed; name one");
    }
    return PriceBooks.named(book, workplace.directory());
  }

  /** The prices of that system where it runs. */
  Tariff tariff(
      PriceBook from, CostSystem system, @Nullable String variant, Optional<String> accelerator) {
    return new Tariff(
        from,
        system,
        region == null ? system.defaultRegion() : region.trim(),
        variant == null ? system.defaultVariant() : variant.trim(),
        accelerator,
        freeTier);
  }

  /** Prints what it costs, in the form that was asked for. */
  void print(List<Priced> priced, Workplace workplace) {
    if (json) {
      workplace.out().print(CostJson.write(priced));
      workplace.out().flush();
    } else if (csv) {
      CostCsv.lines(priced).forEach(workplace.out()::println);
    } else {
      CostTable.lines(priced).forEach(workplace.out()::println);
      workplace.out().println();
      workplace
          .out()
          .println("List prices without tax; firstlight cost books has the source of each.");
    }
  }

  /** The value of a time that was typed. */
  static Duration time(String option, String text) {
    return checked(option, () -> Times.parse(text));
  }

  /** What the supplier gives; what it refuses is a wrong command line. */
  static <T> T checked(String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new BenchException(BenchException.Kind.USAGE, option + ": " + e.getMessage(), e);
    }
  }

  /** Refuses a number that is not in that range. */
  static void range(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw usage(
          "%s %d is out of range; %d to %d is allowed".formatted(option, value, least, most));
    }
  }

  static BenchException usage(String message) {
    return new BenchException(BenchException.Kind.USAGE, message);
  }
}
