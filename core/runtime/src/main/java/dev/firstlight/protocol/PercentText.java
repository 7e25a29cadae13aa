package dev.firstlight.protocol;

import dev.firstlight.fault.RequestException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Percent-encoded text of a path, by RFC 3986; unlike in a form, a plus is a plus. Text without
 * escapes is returned as it is.
 */
final class PercentText {
  private PercentText() {}

  /**
   * Decodes one segment of a path.
   *
   * @throws RequestException of kind BAD_REQUEST for an escape that is none, or bytes that are not
   *     UTF-8
   */
  static String decode(String segment) {
    int escape = segment.indexOf('%');
    if (escape < 0) {
      return segment;
    }
    ByteBuffer bytes = ByteBuffer.allocate(segment.length() * 3);
    int at = 0;
    while (escape >= 0) {
      bytes.put(segment.substring(at, escape).getBytes(StandardCharsets.UTF_8));
      bytes.put((byte) (digit(segment, escape + 1) << 4 | digit(segment, escape + 2)));
      at = escape + 3;
      escape = segment.indexOf('%', at);
    }
    bytes.put(segment.substring(at).getBytes(StandardCharsets.UTF_8)).flip();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw RequestException.bad(
          "the path has \"" + Route.brief(segment) + "\", whose escapes are not UTF-8", e);
    }
  }

  private static int digit(String segment, int at) {
    // Character.digit alone would take digits of every script.
    int digit =
        at < segment.length() && segment.charAt(at) < 128
            ? Character.digit(segment.charAt(at), 16)
            : -1;
    if (digit < 0) {
      throw RequestException.bad(
          "the path has \"%s\", in which a %% is not followed by two hexadecimal digits; a %% itself is written %%25"
              .formatted(Route.brief(segment)));
    }
    return digit;
  }
}
