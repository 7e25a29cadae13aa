package dev.firstlight.bench.cost;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;

/**
 * An amount of US dollars, exact. Prices by the hour times seconds have no end as decimal fractions
 * of a dollar, so the amount is kept as 3600 times itself; only {@link #rounded} rounds.
 *
 * @param timesHour 3600 times the amount, without trailing zeros
 */
public record Money(BigDecimal timesHour) implements Comparable<Money> {
  /** Nothing. */
  public static final Money ZERO = new Money(BigDecimal.ZERO);

  private static final BigDecimal HOUR = BigDecimal.valueOf(3600);

  public Money {
    timesHour = timesHour.stripTrailingZeros();
  }

  /** That many dollars. */
  public static Money of(BigDecimal dollars) {
    return new Money(dollars.multiply(HOUR));
  }

  /** What so many seconds cost at that price of an hour. */
  public static Money ofSeconds(BigDecimal seconds, BigDecimal dollarsPerHour) {
    return new Money(seconds.multiply(dollarsPerHour));
  }

  /** All of them together. */
  public static Money sum(Collection<Money> parts) {
    return parts.stream().reduce(ZERO, Money::plus);
  }

  public Money plus(Money other) {
    return new Money(timesHour.add(other.timesHour));
  }

  public Money minus(Money other) {
    return new Money(timesHour.subtract(other.timesHour));
  }

  /** The smaller of the two. */
  public Money least(Money other) {
    return compareTo(other) <= 0 ? this : other;
  }

  public boolean isZero() {
    return timesHour.signum() == 0;
  }

  /** In dollars with that many digits after the point, halves away from zero. */
  public BigDecimal rounded(int digits) {
    return timesHour.divide(HOUR, digits, RoundingMode.HALF_UP);
  }

  /**
   * The amount over a count, for display.
   *
   * @param digits after the point, halves away from zero
   */
  public BigDecimal over(BigDecimal count, int digits) {
    return timesHour.divide(HOUR.multiply(count), digits, RoundingMode.HALF_UP);
  }

  @Override
  public int compareTo(Money other) {
    return timesHour.compareTo(other.timesHour);
  }

  /** For people: cents, and below a dollar as many digits as show four that are not zero. */
  @Override
  public String toString() {
    return plain(rounded(20));
  }

  /** A number of dollars for people, as {@link #toString} has it. */
  static String plain(BigDecimal dollars) {
    int whole = dollars.precision() - dollars.scale();
    int digits = dollars.signum() == 0 || whole > 0 ? 2 : Math.min(12, 4 - whole);
    return dollars.setScale(digits, RoundingMode.HALF_UP).toPlainString();
  }
}
