package dev.firstlight.bench.cost;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one meter of a system costs in some regions, and where that was read.
 *
 * @param system whose
 * @param regions that it holds in
 * @param variants that it holds for, as architectures or machines; none for all
 * @param meter that counts
 * @param rates by a month's use, from little to much; most prices have one
 * @param free of a month, in the meter's unit; 0 for none
 * @param freeAt where the free amount is taken off the bill rather than off the use: the price that
 *     it is taken off at. Google takes off at the price of the cheapest regions everywhere
 * @param minimumSeconds that a machine is charged for at least
 * @param source where it was read
 * @param date of the source, or that it has none
 */
public record Price(
    CostSystem system,
    Set<String> regions,
    Set<String> variants,
    Meter meter,
    List<Rate> rates,
    BigDecimal free,
    Optional<BigDecimal> freeAt,
    long minimumSeconds,
    String source,
    String date) {
  public Price {
    regions = Set.copyOf(regions);
    variants = Set.copyOf(variants);
    rates = List.copyOf(rates);
    if (rates.isEmpty() || regions.isEmpty()) {
      throw new IllegalArgumentException("a price has a rate and a region");
    }
    if (source.isBlank() || date.isBlank()) {
      throw new IllegalArgumentException("a price names its source and its date");
    }
    BigDecimal reached = BigDecimal.ZERO;
    for (int i = 0; i < rates.size(); i++) {
      Optional<BigDecimal> upTo = rates.get(i).upTo();
      boolean last = i == rates.size() - 1;
      if (upTo.isEmpty() != last || (!last && upTo.get().compareTo(reached) <= 0)) {
        throw new IllegalArgumentException(
            "each rate but the last is \"upTo\" more than the one before, the last has none");
      }
      reached = upTo.orElse(reached);
    }
  }

  /** Whether it is the price of that meter there, for one of those variants. */
  boolean isOf(CostSystem whose, String region, Set<String> ofVariants, Meter what) {
    return system == whose
        && meter == what
        && regions.contains(region)
        && (variants.isEmpty() || variants.stream().anyMatch(ofVariants::contains));
  }

  /**
   * What a month's use costs.
   *
   * @param quantity in the meter's unit
   * @param freeTier whether the free amount is taken off
   */
  Money amount(BigDecimal quantity, boolean freeTier) {
    if (!freeTier || free.signum() == 0) {
      return graduated(quantity);
    }
    if (freeAt.isEmpty()) {
      return graduated(quantity.subtract(free).max(BigDecimal.ZERO));
    }
    Money gross = graduated(quantity);
    return gross.minus(gross.least(at(freeAt.get(), free)));
  }

  /** What that much costs at the first rate, with nothing free. */
  Money list(BigDecimal quantity) {
    return at(rates.get(0).price(), quantity);
  }

  private Money graduated(BigDecimal quantity) {
    Money amount = Money.ZERO;
    BigDecimal reached = BigDecimal.ZERO;
    for (Rate rate : rates) {
      BigDecimal end = rate.upTo().orElse(quantity).min(quantity);
      if (end.compareTo(reached) > 0) {
        amount = amount.plus(at(rate.price(), end.subtract(reached)));
        reached = end;
      }
    }
    return amount;
  }

  private Money at(BigDecimal price, BigDecimal quantity) {
    return meter.byTheHour()
        ? Money.ofSeconds(quantity, price)
        : Money.of(quantity.multiply(price));
  }
}
