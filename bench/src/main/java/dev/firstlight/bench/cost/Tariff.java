package dev.firstlight.bench.cost;

import dev.firstlight.bench.fault.BenchException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The prices of one system in one region. Immutable.
 *
 * @param book that they are in
 * @param system that they are of
 * @param region that they hold in
 * @param variant as the architecture or machine; {@link CostSystem#aspect} says which
 * @param accelerator attached to the machine, where one is
 * @param freeTier whether a month's free amounts are taken off
 */
public record Tariff(
    PriceBook book,
    CostSystem system,
    String region,
    String variant,
    Optional<String> accelerator,
    boolean freeTier) {
  /**
   * Refuses what has no price.
   *
   * @throws BenchException of kind USAGE that lists what has
   */
  public Tariff {
    Set<String> regions = book.regions(system);
    if (regions.isEmpty()) {
      throw usage(
          "book %s has no prices of %s; it has those of %s"
              .formatted(
                  book.name(),
                  system.label(),
                  listed(book.prices().stream().map(price -> price.system().label()).toList())));
    }
    if (!regions.contains(region)) {
      throw usage(
          "region \"%s\" is not priced for %s in book %s; there are %s"
              .formatted(region, system.label(), book.name(), listed(regions)));
    }
    Set<String> variants = book.variants(system, region, Meter.INSTANCE);
    // Where no price asks which, all of them cost the same.
    if (!variants.isEmpty() && !variants.contains(variant)) {
      throw usage(
          "%s \"%s\" is not priced for %s in %s in book %s; there are %s"
              .formatted(
                  system.aspect(), variant, system.label(), region, book.name(), listed(variants)));
    }
    if (accelerator.isPresent()) {
      Set<String> accelerators = book.variants(system, region, Meter.ACCELERATOR);
      if (!accelerators.contains(accelerator.get())) {
        throw usage(
            "accelerator \"%s\" is not priced for %s in %s in book %s; there are %s"
                .formatted(
                    accelerator.get(),
                    system.label(),
                    region,
                    book.name(),
                    accelerators.isEmpty() ? "none" : listed(accelerators)));
      }
    }
  }

  /** Without accelerators or free amounts. */
  public static Tariff of(PriceBook book, CostSystem system, String region, String variant) {
    return new Tariff(book, system, region, variant, Optional.empty(), false);
  }

  /** The same with a month's free amounts taken off. */
  public Tariff withFreeTier() {
    return new Tariff(book, system, region, variant, accelerator, true);
  }

  /**
   * The bill of a month in which this was used and nothing else.
   *
   * @throws BenchException of kind USAGE if a meter has no price, unless it counts traffic only
   */
  public Bill bill(Usage usage) {
    List<Bill.Line> lines = new ArrayList<>();
    List<Bill.Unpriced> unpriced = new ArrayList<>();
    for (Map.Entry<Meter, BigDecimal> used : usage.quantities().entrySet()) {
      Meter meter = used.getKey();
      if (meter.isTraffic() && find(meter).isEmpty()) {
        unpriced.add(new Bill.Unpriced(meter, used.getValue()));
        continue;
      }
      Price price = price(meter);
      Money amount = price.amount(used.getValue(), freeTier);
      Money full = price.amount(used.getValue(), false);
      lines.add(new Bill.Line(price, used.getValue(), amount, full.minus(amount)));
    }
    return new Bill(lines, unpriced);
  }

  /** What that costs at first rates with nothing free, traffic without a price left out. */
  public Money list(Usage usage) {
    Money sum = Money.ZERO;
    for (Map.Entry<Meter, BigDecimal> used : usage.quantities().entrySet()) {
      if (!used.getKey().isTraffic() || find(used.getKey()).isPresent()) {
        sum = sum.plus(price(used.getKey()).list(used.getValue()));
      }
    }
    return sum;
  }

  /**
   * The price of a meter.
   *
   * @throws BenchException of kind USAGE if there is none
   */
  public Price price(Meter meter) {
    return find(meter)
        .orElseThrow(
            () ->
                usage(
                    "book %s has no price of %s for %s, %s, in %s; it has those of %s"
                        .formatted(
                            book.name(),
                            meter.label(),
                            system.label(),
                            variant,
                            region,
                            listed(
                                book.prices().stream()
                                    .filter(this::isHere)
                                    .map(price -> price.meter().label())
                                    .toList()))));
  }

  private Optional<Price> find(Meter meter) {
    Set<String> variants =
        meter == Meter.ACCELERATOR ? Set.copyOf(accelerator.stream().toList()) : Set.of(variant);
    return book.prices().stream()
        .filter(price -> price.isOf(system, region, variants, meter))
        .findFirst();
  }

  private boolean isHere(Price price) {
    return price.isOf(system, region, Set.of(variant), price.meter());
  }

  private static String listed(Collection<String> names) {
    return String.join(", ", new TreeSet<>(names));
  }

  private static BenchException usage(String message) {
    return new BenchException(BenchException.Kind.USAGE, message);
  }
}
