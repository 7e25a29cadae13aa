package dev.firstlight.bench.cost;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How much of what was used, exact. Usages add up in any order and grouping to the same.
 *
 * @param quantities in the meters' units; a meter that is absent was not used
 */
public record Usage(Map<Meter, BigDecimal> quantities) {
  /** Nothing. */
  public static final Usage NONE = new Usage(Map.of());

  public Usage {
    EnumMap<Meter, BigDecimal> kept = new EnumMap<>(Meter.class);
    quantities.forEach(
        (meter, quantity) -> {
          if (quantity.signum() < 0) {
            throw new IllegalArgumentException(
                "usage of " + meter.label() + " is " + quantity.toPlainString() + "; 0 is least");
          }
          if (quantity.signum() > 0) {
            kept.put(meter, quantity.stripTrailingZeros());
          }
        });
    quantities = Collections.unmodifiableMap(kept);
  }

  /** So much of one meter. */
  public static Usage of(Meter meter, BigDecimal quantity) {
    return new Usage(Map.of(meter, quantity));
  }

  /** Both together. */
  public Usage plus(Usage other) {
    EnumMap<Meter, BigDecimal> sum = new EnumMap<>(Meter.class);
    sum.putAll(quantities);
    other.quantities.forEach((meter, quantity) -> sum.merge(meter, quantity, BigDecimal::add));
    return new Usage(sum);
  }

  /**
   * This without that.
   *
   * @throws IllegalArgumentException if that is not part of this
   */
  public Usage minus(Usage other) {
    EnumMap<Meter, BigDecimal> rest = new EnumMap<>(Meter.class);
    rest.putAll(quantities);
    other.quantities.forEach(
        (meter, quantity) -> rest.merge(meter, quantity.negate(), BigDecimal::add));
    return new Usage(rest);
  }

  /** So many times this. */
  public Usage times(long count) {
    EnumMap<Meter, BigDecimal> product = new EnumMap<>(Meter.class);
    quantities.forEach(
        (meter, quantity) -> product.put(meter, quantity.multiply(BigDecimal.valueOf(count))));
    return new Usage(product);
  }

  /** How much of that meter. */
  public BigDecimal quantity(Meter meter) {
    return quantities.getOrDefault(meter, BigDecimal.ZERO);
  }

  public boolean isNone() {
    return quantities.isEmpty();
  }
}
