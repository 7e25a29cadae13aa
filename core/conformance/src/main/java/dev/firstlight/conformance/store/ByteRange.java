package dev.firstlight.conformance.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of an object.
 *
 * @param begin the first one
 * @param length how many
 */
record ByteRange(long begin, long length) {
  private static final Pattern HEADER = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");

  /**
   * Reads a Range header.
   *
   * @param header as it came; null for all of the object
   * @return empty if the object has no such bytes
   */
  static Optional<ByteRange> of(@Nullable String header, long bytes) {
    if (header == null) {
      return Optional.of(new ByteRange(0, bytes));
    }
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      return Optional.of(new ByteRange(0, bytes));
    }
    long begin = Long.parseLong(matcher.group(1));
    long last = matcher.group(2).isEmpty() ? bytes - 1 : Long.parseLong(matcher.group(2));
    return begin >= bytes || last < begin
        ? Optional.empty()
        : Optional.of(new ByteRange(begin, Math.min(last, bytes - 1) - begin + 1));
  }

  String contentRange(long bytes) {
    return "bytes " + begin + "-" + (begin + length - 1) + "/" + bytes;
  }
}
