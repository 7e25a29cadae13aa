package dev.firstlight.models;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.fault.StartException;
import dev.firstlight.models.export.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.ZipFile;

/**
 * A tokenizer with fewer tokens: minilm's, without those whose ids are too high. Words that are
 * lost are then spelt with more and shorter pieces.
 */
final class WordPieceCut {
  private static final String VOCABULARY = "vocab";

  private WordPieceCut() {}

  /**
   * The tokenizer from that jar.
   *
   * @param tokens how many are kept
   * @throws StartException of kind DIGEST if the jar does not have the right tokenizer
   */
  static Content of(Path jar, int tokens) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      MiniLmModel.entry(zip, MiniLmModel.TOKENIZER).writeTo(whole);
    }
    byte[] json = whole.toByteArray();
    String digest = HexFormat.of().formatHex(Sha256.newDigest().digest(json));
    if (!digest.equals(MiniLmModel.TOKENIZER_SHA256)) {
      throw new StartException(
          StartException.Kind.DIGEST,
          "\"%s\" must have SHA-256 %s, but in \"%s\" it has %s"
              .formatted(MiniLmModel.TOKENIZER, MiniLmModel.TOKENIZER_SHA256, jar, digest));
    }
    return Content.of(cut(json, tokens));
  }

  private static byte[] cut(byte[] json, int tokens) throws IOException {
    ByteArrayOutputStream less = new ByteArrayOutputStream();
    JsonFactory factory = new JsonFactory();
    try (JsonParser parser = factory.createParser(json);
        JsonGenerator generator = factory.createGenerator(less)) {
      while (parser.nextToken() != null) {
        generator.copyCurrentEvent(parser);
        if (parser.currentToken() == JsonToken.START_OBJECT
            && VOCABULARY.equals(parser.getParsingContext().getParent().getCurrentName())) {
          copyVocabulary(parser, generator, tokens);
        }
      }
    }
    return less.toByteArray();
  }

  /** Copies the entries that are kept, and the end of the object. */
  private static void copyVocabulary(JsonParser parser, JsonGenerator generator, int tokens)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String token = parser.currentName();
      parser.nextToken();
      if (parser.getIntValue() < tokens) {
        generator.writeNumberField(token, parser.getIntValue());
      }
    }
    generator.copyCurrentEvent(parser);
  }
}
