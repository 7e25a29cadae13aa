package dev.firstlight.bench.cost;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a usage costs.
 *
 * @param lines one for each meter that was used and has a price
 * @param unpriced meters of traffic that were used and have none in the book
 */
public record Bill(List<Line> lines, List<Unpriced> unpriced) {
  public Bill {
    lines = List.copyOf(lines);
    unpriced = List.copyOf(unpriced);
  }

  /**
   * A part of it.
   *
   * @param price that was taken
   * @param quantity that was used, what is free of it included
   * @param amount to pay
   * @param saved by the free tier
   */
  public record Line(Price price, BigDecimal quantity, Money amount, Money saved) {}

  /** What is missing from it. */
  public record Unpriced(Meter meter, BigDecimal quantity) {}

  /** Its lines together, exactly. */
  public Money total() {
    return Money.sum(lines.stream().map(Line::amount).toList());
  }
}
