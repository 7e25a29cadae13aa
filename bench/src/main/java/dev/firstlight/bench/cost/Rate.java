package dev.firstlight.bench.cost;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A step of a price.
 *
 * @param upTo how much of a month's use the step covers, from none on; empty for all the rest
 * @param price of one unit in dollars
 */
public record Rate(Optional<BigDecimal> upTo, BigDecimal price) {
  public Rate {
    if (price.signum() < 0) {
      throw new IllegalArgumentException("price " + price.toPlainString() + " is below 0");
    }
  }
}
