package dev.firstlight.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Where a long text may be cut so that the tokens of its beginning stay the same: before a single
 * space between two letters or digits, for tokenizers whose every part is known to begin anew
 * there. Normalisation composes nothing over a space, a pre-tokenizer of those listed here has a
 * boundary at it, and a model sees only one pre-token at a time.
 */
final class TextCut {
  /** What changes characters by themselves, or together with marks that follow them. */
  private static final Set<String> NORMALIZERS =
      Set.of(
          "BertNormalizer",
          "Lowercase",
          "NFC",
          "NFD",
          "NFKC",
          "NFKD",
          "Nmt",
          "Precompiled",
          "Prepend",
          "Strip",
          "StripAccents");

  /** What splits at every space, or keeps it at the beginning of what follows. */
  private static final Set<String> SPACE_SPLITTERS =
      Set.of("BertPreTokenizer", "ByteLevel", "Metaspace", "Whitespace", "WhitespaceSplit");

  /** What splits at single characters, and so leaves boundaries where they are. */
  private static final Set<String> OTHER_SPLITTERS = Set.of("Digits", "Punctuation");

  /** A letter of one of Unicode's few that belong to a following space's grapheme. */
  private static final char DOT_REPH = '\u0d4e';

  private TextCut() {}

  /** The last place at or before {@code most} where the text may be cut; 0 if there is none. */
  static int place(String text, int most) {
    for (int at = Math.min(most, text.length() - 2); at > 0; at--) {
      if (text.charAt(at) == ' ' && isPlain(text.charAt(at - 1)) && isPlain(text.charAt(at + 1))) {
        return at;
      }
    }
    return 0;
  }

  private static boolean isPlain(char c) {
    return Character.isLetterOrDigit(c) && c != DOT_REPH;
  }

  /**
   * Whether texts may be cut there for that tokenizer; not if it keeps the end of a text, nor if
   * any part of it is unknown here.
   *
   * @param file a {@code tokenizer.json}
   */
  static boolean isSafeFor(Path file) throws IOException {
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      boolean splits = false;
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String section = json.currentName();
        json.nextToken();
        boolean safe =
            switch (section) {
              case "truncation" -> keepsBeginning(json);
              case "added_tokens" -> tokensAreWords(json);
              case "normalizer" -> isSafe(json, new Part(false));
              case "pre_tokenizer" -> {
                Part first = new Part(true);
                splits = isSafe(json, first) && first.splits;
                yield splits;
              }
              default -> {
                json.skipChildren();
                yield true;
              }
            };
        if (!safe) {
          return false;
        }
      }
      return splits;
    }
  }

  private static boolean keepsBeginning(JsonParser json) throws IOException {
    boolean keeps = true;
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean direction = json.currentName().equals("direction");
        json.nextToken();
        keeps &= !direction || json.getValueAsString("").equals("Right");
        json.skipChildren();
      }
    }
    return keeps;
  }

  /** Whether no added token has a space behind or before something else. */
  private static boolean tokensAreWords(JsonParser json) throws IOException {
    boolean words = true;
    while (json.nextToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean content = json.currentName().equals("content");
        json.nextToken();
        if (content) {
          String token = json.getValueAsString("");
          words &= token.isBlank() || token.chars().noneMatch(Character::isWhitespace);
        }
        json.skipChildren();
      }
    }
    return words;
  }

  /** What has been learnt of a normalizer or a pre-tokenizer and the parts of it. */
  private static final class Part {
    private final boolean splitter;
    private boolean splits;

    Part(boolean splitter) {
      this.splitter = splitter;
    }
  }

  /** Whether a normalizer or pre-tokenizer is known, itself or, of a sequence, each of its own. */
  private static boolean isSafe(JsonParser json, Part part) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return true;
    }
    String type = "";
    boolean safe = true;
    boolean whole = false; // whether it was told not to split
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "type" -> type = json.getValueAsString("");
        case "use_regex", "split" -> whole = json.currentToken() == JsonToken.VALUE_FALSE;
        case "pattern" -> safe &= isSafePattern(json);
        case "normalizers", "pretokenizers" -> {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            safe &= isSafe(json, part);
          }
        }
        default -> json.skipChildren();
      }
    }
    return safe && isKnown(type, whole, part);
  }

  private static boolean isKnown(String type, boolean whole, Part part) {
    if (type.equals("Sequence")) {
      return true;
    }
    if (!part.splitter) {
      return type.equals("Replace") || NORMALIZERS.contains(type);
    }
    if (SPACE_SPLITTERS.contains(type)) {
      // One that does not split may only come once another has split.
      part.splits |= !whole;
      return part.splits;
    }
    return OTHER_SPLITTERS.contains(type);
  }

  /** Whether what is replaced cannot lie across a single space. */
  private static boolean isSafePattern(JsonParser json) throws IOException {
    boolean safe = json.currentToken() == JsonToken.START_OBJECT;
    while (safe && json.nextToken() == JsonToken.FIELD_NAME) {
      boolean literal = json.currentName().equals("String");
      json.nextToken();
      String pattern = json.getValueAsString("");
      safe = literal ? pattern.chars().noneMatch(Character::isWhitespace) : pattern.equals(" {2,}");
      json.skipChildren();
    }
    return safe;
  }
}
