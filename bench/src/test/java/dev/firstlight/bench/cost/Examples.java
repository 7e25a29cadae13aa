package dev.firstlight.bench.cost;

import java.math.BigDecimal;
import java.util.Optional;

/** Tariffs and usages that several tests price. */
final class Examples {
  static final PriceBook CURRENT = PriceBooks.builtIn(PriceBooks.CURRENT);
  static final PriceBook OF_THE_STUDY = PriceBooks.builtIn("2021");

  private Examples() {}

  static Tariff lambda() {
    return Tariff.of(CURRENT, CostSystem.LAMBDA, "us-east-1", "x86_64");
  }

  static Tariff machine(PriceBook book, CostSystem system, String name) {
    return Tariff.of(book, system, system.defaultRegion(), name);
  }

  static Tariff withT4(PriceBook book) {
    return new Tariff(
        book,
        CostSystem.COMPUTE_ENGINE,
        "us-central1",
        "n1-standard-8",
        Optional.of("nvidia-tesla-t4"),
        false);
  }

  /** That many calls on Lambda, each of so many milliseconds, none of them cold. */
  static Usage calls(Metering metering, long count, long millis, int memory) {
    return metering.call(Invocation.of(0, millis * 1_000_000, memory)).times(count);
  }

  /** An amount in cents, as bills have it. */
  static BigDecimal cents(Money amount) {
    return amount.rounded(2);
  }

  static BigDecimal usd(String text) {
    return new BigDecimal(text);
  }
}
