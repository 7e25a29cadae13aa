package dev.firstlight.bench.compare;

import java.util.OptionalDouble;

/**
 * Reads durations out of a {@code Server-Timing} header.
 *
 * @see <a href="https://www.w3.org/TR/server-timing/">Server Timing</a>
 */
public final class ServerTiming {
  private ServerTiming() {}

  /** The duration of that metric in milliseconds. */
  public static OptionalDouble millis(String header, String metric) {
    for (String entry : header.split(",")) {
      String[] parts = entry.trim().split("\\s*;\\s*");
      if (parts[0].equals(metric)) {
        return duration(parts);
      }
    }
    return OptionalDouble.empty();
  }

  private static OptionalDouble duration(String[] parts) {
    for (String part : parts) {
      if (part.startsWith("dur=")) {
        try {
          return OptionalDouble.of(Double.parseDouble(part.substring("dur=".length())));
        } catch (NumberFormatException e) {
          return OptionalDouble.empty();
        }
      }
    }
    return OptionalDouble.empty();
  }
}
