package dev.firstlight.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How shorter texts of a batch are filled up. What {@code tokenizer.json} says of lengths is not
 * here, since the model package decides that.
 *
 * @param id the token that fills
 * @param type its type
 * @param left whether it stands before the text
 */
record Padding(long id, long type, boolean left) {
  private static final Padding ZEROS = new Padding(0, 0, false);

  /**
   * Reads the {@code padding} section; without one, looks for the token {@code [PAD]} or {@code
   * <pad>} among the added tokens and then in the vocabulary; else fills with zeros. Stops as soon
   * as it knows, since vocabularies are long and come last.
   */
  static Padding read(String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          JsonToken value = parser.nextToken();
          Padding found = null;
          if (name.equals("padding") && value == JsonToken.START_OBJECT) {
            return section(parser);
          } else if (name.equals("added_tokens") && value == JsonToken.START_ARRAY) {
            found = addedTokens(parser);
          } else if (name.equals("model") && value == JsonToken.START_OBJECT) {
            found = model(parser);
          } else {
            parser.skipChildren();
          }
          if (found != null) {
            return found;
          }
        }
      }
    }
    return ZEROS;
  }

  private static Padding section(JsonParser parser) throws IOException {
    long id = 0;
    long type = 0;
    boolean left = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "pad_id" -> id = parser.getValueAsLong();
        case "pad_type_id" -> type = parser.getValueAsLong();
        case "direction" -> left = parser.getValueAsString("").equals("Left");
        default -> parser.skipChildren();
      }
    }
    return new Padding(id, type, left);
  }

  private static @Nullable Padding addedTokens(JsonParser parser) throws IOException {
    Padding found = null;
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      long id = 0;
      String content = "";
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "id" -> id = parser.getValueAsLong();
          case "content" -> content = parser.getValueAsString("");
          default -> parser.skipChildren();
        }
      }
      if (isPad(content)) {
        found = new Padding(id, 0, false);
      }
    }
    return found;
  }

  private static @Nullable Padding model(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean vocabulary = parser.currentName().equals("vocab");
      if (parser.nextToken() == JsonToken.START_OBJECT && vocabulary) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String token = parser.currentName();
          parser.nextToken();
          if (isPad(token)) {
            return new Padding(parser.getValueAsLong(), 0, false);
          }
        }
      } else {
        parser.skipChildren();
      }
    }
    return null;
  }

  private static boolean isPad(String token) {
    return token.equals("[PAD]") || token.equals("<pad>");
  }
}
