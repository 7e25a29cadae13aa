package dev.firstlight.bench;

import dev.firstlight.bench.cost.CostSystem;
import dev.firstlight.bench.cost.Price;
import dev.firstlight.bench.cost.PriceBook;
import dev.firstlight.bench.cost.PriceBooks;
import dev.firstlight.bench.cost.Rate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code firstlight cost books}: what is priced, and where each price was read. */
@Command(
    name = "books",
    description = "Lists the price books: what each has, its source and the source's date.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CostBooksCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Option(
      names = "--book",
      paramLabel = "NAME|FILE",
      description = "Only this one: 2021, current, or a file that ends in .json.")
  private @Nullable String book;

  @Option(
      names = "--system",
      paramLabel = "NAME",
      description = "Only prices of this one, with all their regions.")
  private @Nullable String system;

  CostBooksCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    Optional<CostSystem> only = Optional.ofNullable(system).map(CostSystem::named);
    List<PriceBook> books =
        book == null
            ? PriceBooks.NAMES.stream().map(PriceBooks::builtIn).toList()
            : List.of(PriceBooks.named(book, workplace.directory()));
    String gap = "";
    for (PriceBook each : books) {
      workplace.out().print(gap);
      workplace.out().println("Book %s: %s".formatted(each.name(), each.about()));
      print(each, only);
      gap = System.lineSeparator();
    }
    return FirstlightCommand.OK;
  }

  /** By source, since that is what a reader checks. */
  private void print(PriceBook from, Optional<CostSystem> only) {
    Map<String, List<Price>> sources =
        from.prices().stream()
            .filter(price -> only.isEmpty() || price.system() == only.get())
            .collect(
                Collectors.groupingBy(
                    price -> price.source() + " (" + price.date() + ")",
                    LinkedHashMap::new,
                    Collectors.toList()));
    sources.forEach(
        (source, prices) -> {
          workplace.out().println();
          workplace.out().println(source);
          prices.forEach(price -> workplace.out().println(row(price, only.isPresent())));
        });
  }

  private static String row(Price price, boolean allRegions) {
    return "  %-15s%-24s%-22s%-34s%s"
        .formatted(
            price.system().label(),
            regions(price, allRegions),
            String.join(", ", new TreeSet<>(price.variants())),
            price.meter().label() + rates(price),
            free(price))
        .stripTrailing();
  }

  private static String regions(Price price, boolean all) {
    List<String> regions = new ArrayList<>(new TreeSet<>(price.regions()));
    if (regions.size() == 1 || all) {
      return String.join(", ", regions) + (all ? " " : "");
    }
    return regions.get(0) + " and " + (regions.size() - 1) + " more";
  }

  private static String rates(Price price) {
    return price.rates().stream()
        .map(
            (Rate rate) ->
                " "
                    + rate.price().toPlainString()
                    + "/"
                    + price.meter().priceUnit()
                    + rate.upTo().map(to -> " up to " + to.toPlainString() + ",").orElse(""))
        .collect(Collectors.joining());
  }

  private static String free(Price price) {
    return price.free().signum() == 0
        ? ""
        : price.free().toPlainString() + " " + price.meter().unit() + " a month free";
  }
}
