package dev.firstlight.text;

import dev.firstlight.fault.RequestException;

/** What a text must be before it is tokenized; what is not so is refused as a bad request. */
final class TextChecks {
  private TextChecks() {}

  /** The native code would put other characters for halves, and the text would not be the same. */
  static void surrogates(String text, int index) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw RequestException.bad(
              "text %d is no Unicode text: at character %d stands \\u%04x, half of a surrogate pair, alone"
                  .formatted(index, i, (int) c));
        }
        i++;
      }
    }
  }

  /** At most so many bytes of UTF-8. */
  static void length(String text, int index, int most) {
    if (text.length() <= most / 3) {
      return;
    }
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Each half of a pair has two of its four bytes.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    if (bytes > most) {
      throw RequestException.bad(
          "text %d has %d bytes that must all be tokenized; at most %d are allowed: shorten it, or raise FIRSTLIGHT_MAX_TEXT"
              .formatted(index, bytes, most));
    }
  }
}
