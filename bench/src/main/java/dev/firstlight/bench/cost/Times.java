package dev.firstlight.bench.cost;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people type them. */
public final class Times {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(ms|s|m|h|d)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L,
          "d", 86_400_000_000_000L);
  private static final Duration MOST = Duration.ofDays(36_500);

  private Times() {}

  /**
   * Reads {@code 90s}, {@code 15m}, {@code 730h}.
   *
   * @throws IllegalArgumentException if it is something else or longer than a hundred years
   */
  public static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text.trim());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no time; a number with ms, s, m, h or d is, as 15m".formatted(text));
    }
    BigDecimal nanos =
        new BigDecimal(matcher.group(1))
            .multiply(BigDecimal.valueOf(NANOS.getOrDefault(matcher.group(2), 0L)));
    if (nanos.compareTo(BigDecimal.valueOf(MOST.toNanos() - 1)) > 0) {
      throw new IllegalArgumentException("\"%s\" is longer than a hundred years".formatted(text));
    }
    return Duration.ofNanos(nanos.longValue());
  }

  /** As {@link #parse} reads it. */
  static String words(Duration time) {
    return BigDecimal.valueOf(time.toNanos(), 9).stripTrailingZeros().toPlainString() + "s";
  }
}
