package dev.firstlight.bench.cost;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The list prices of a time.
 *
 * @param name as {@code --book} takes it
 * @param about which time, for people
 * @param prices each with its source
 * @param paysForZipInit whether Lambda bills the init phase of functions on its managed runtimes;
 *     that of images and custom runtimes it has always billed
 * @param gigahertz that come with each memory size of Cloud Functions, in MB
 */
public record PriceBook(
    String name,
    String about,
    List<Price> prices,
    boolean paysForZipInit,
    Map<Integer, BigDecimal> gigahertz) {
  public PriceBook {
    prices = List.copyOf(prices);
    gigahertz = Map.copyOf(gigahertz);
  }

  /** Regions that something of that system is priced in. */
  Set<String> regions(CostSystem system) {
    Set<String> regions = new TreeSet<>();
    prices.stream()
        .filter(price -> price.system() == system)
        .forEach(price -> regions.addAll(price.regions()));
    return regions;
  }

  /**
   * Variants that are priced there.
   *
   * @param meter that says what kind of variants: accelerators, or what runs without them
   */
  Set<String> variants(CostSystem system, String region, Meter meter) {
    Set<String> variants = new TreeSet<>();
    for (Price price : prices) {
      boolean accelerator = price.meter() == Meter.ACCELERATOR;
      if (price.system() == system
          && price.regions().contains(region)
          && accelerator == (meter == Meter.ACCELERATOR)) {
        variants.addAll(price.variants());
      }
    }
    return variants;
  }
}
