package dev.firstlight.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.model.TextPreprocessing;
import dev.firstlight.tensor.Buffers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Any strings at all: every batch is well-formed, or refused as a bad request. */
class TextTensorsPropertyTest {
  @SuppressWarnings("NullAway.Init") // by loadLibrary
  private static Path temp;

  @SuppressWarnings("NullAway.Init") // by loadLibrary
  private static TokenizerLibrary library;

  private final Buffers buffers = new Buffers(1 << 20);

  @BeforeContainer
  static void loadLibrary() throws IOException {
    temp = Files.createTempDirectory("texts");
    library = TokenizerLibrary.load(temp.resolve("natives"), Optional.empty());
    for (String name : List.of("wordpiece.json", "bpe.json")) {
      try (InputStream in = TextTensorsPropertyTest.class.getResourceAsStream(name)) {
        Files.copy(in, temp.resolve(name));
      }
    }
  }

  @AfterContainer
  static void removeFiles() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 400)
  void encode_anyTexts_isAWellFormedBatch(
      @ForAll @Size(min = 1, max = 5) List<String> texts,
      @ForAll @IntRange(min = 3, max = 40) int maximum,
      @ForAll boolean truncate,
      @ForAll boolean wordPiece) {
    Path file = temp.resolve(wordPiece ? "wordpiece.json" : "bpe.json");
    TextPreprocessing preprocessing =
        new TextPreprocessing(
            "t.json", maximum, truncate, false, "ids", Optional.of("mask"), Optional.empty());
    try (TextTensors tensors = library.open(file, preprocessing);
        TextBatch batch = tensors.encode(texts, buffers)) {
      long[] mask = batch.tensors().get(1).longs();
      int length = mask.length / texts.size();
      assertTrue(length >= 1 && length <= maximum, "length " + length);
      for (int i = 0; i < mask.length; i++) {
        assertTrue(
            i % length == 0 || mask[i] <= mask[i - 1], "a filler stands before a token at " + i);
      }
    } catch (RequestException e) {
      assertEquals(RequestException.Kind.BAD_REQUEST, e.kind());
    }
  }
}
