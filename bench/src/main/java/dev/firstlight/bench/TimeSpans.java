package dev.firstlight.bench;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Lengths of time as people type them: {@code 15m}, {@code 90s}, {@code 1h30m}, {@code 250ms}. */
final class TimeSpans implements ITypeConverter<Duration> {
  private static final Pattern PART = Pattern.compile("\\G(\\d{1,9}(?:\\.\\d{1,6})?)(ms|s|m|h|d)");

  TimeSpans() {}

  @Override
  public Duration convert(String text) {
    Matcher part = PART.matcher(text);
    double seconds = 0;
    int end = 0;
    while (part.find()) {
      seconds += Double.parseDouble(part.group(1)) * unit(part.group(2));
      end = part.end();
    }
    if (end != text.length() || end == 0 || seconds <= 0) {
      throw new TypeConversionException(
          "'%s' is not a length of time; numbers with ms, s, m, h or d are, as 15m, 90s or 1h30m"
              .formatted(text));
    }
    return ofSeconds(seconds);
  }

  /** To the microsecond, which is what schedules keep; at least one. */
  static Duration ofSeconds(double seconds) {
    return Duration.ofNanos(Math.max(1, Math.round(seconds * 1e6)) * 1000);
  }

  /** As it would be typed. */
  static String text(Duration time) {
    long millis = time.toMillis();
    if (time.toNanos() % 1_000_000 != 0) {
      return seconds(time) + "s";
    }
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  private static String seconds(Duration time) {
    return java.math.BigDecimal.valueOf(time.toNanos(), 9).stripTrailingZeros().toPlainString();
  }

  private static double unit(String name) {
    return switch (name) {
      case "ms" -> 1e-3;
      case "s" -> 1;
      case "m" -> 60;
      case "h" -> 3600;
      default -> 86_400;
    };
  }
}
