package dev.firstlight.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads sizes and times with units, as people write them. */
public final class Quantities {
  /** What {@link #bytes} takes, for messages. */
  public static final String BYTES = "a size such as 512KB, 6MB or 1GB";

  /** What {@link #duration} takes, for messages. */
  public static final String DURATION = "a time such as 250ms, 30s or 5m";

  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15})\\s*([a-z]*)");

  private Quantities() {}

  /**
   * Bytes of a size; KB, MB and GB are powers of 1024, as Lambda's and Google's limits are.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static long bytes(String text) {
    Matcher matcher = match(text);
    long unit =
        switch (matcher.group(2)) {
          case "", "b" -> 1;
          case "k", "kb", "kib" -> 1 << 10;
          case "m", "mb", "mib" -> 1 << 20;
          case "g", "gb", "gib" -> 1 << 30;
          default -> throw new IllegalArgumentException(text);
        };
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
  }

  /**
   * A time; without a unit it is milliseconds.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Duration duration(String text) {
    Matcher matcher = match(text);
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "", "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m", "min" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Matcher match(String text) {
    Matcher matcher = AMOUNT.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    return matcher;
  }
}
