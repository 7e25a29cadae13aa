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
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any strings at all: every batch is well-formed, or refused as a bad request. */
class TextTensorsPropertyTest {
  @SuppressWarnings("NullAway.Init") // by loadLibrary
  private static Path temp;

  @SuppressWarnings("NullAway.Init") // by loadLibrary
  private static TokenizerLibrary library;

  private final Buffers buffers = new Buffers(1 << 20);

  @BeforeAll
  static void loadLibrary() throws IOException {
    temp = Files.createTempDirectory("texts");
    library = TokenizerLibrary.load(temp.resolve("natives"), Optional.empty());
    for (String name : List.of("wordpiece.json", "bpe.json")) {
      try (InputStream in = TextTensorsPropertyTest.class.getResourceAsStream(name)) {
        Files.copy(in, temp.resolve(name));
      }
    }
  }

  @AfterAll
  static void removeFiles() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void encode_anyTexts_isAWellFormedBatch(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    for (int i = 0; i < 100; i++) {
      List<String> texts = Stream.generate(() -> text(random)).limit(random.nextInt(1, 6)).toList();
      int maximum = random.nextInt(3, 41);
      Path file = temp.resolve(random.nextBoolean() ? "wordpiece.json" : "bpe.json");
      TextPreprocessing preprocessing =
          new TextPreprocessing(
              "t.json",
              maximum,
              random.nextBoolean(),
              false,
              "ids",
              Optional.of("mask"),
              Optional.empty());
      checkBatch(texts, preprocessing, file, "batch " + i + " of seed " + seed + ": " + texts);
    }
  }

  private void checkBatch(
      List<String> texts, TextPreprocessing preprocessing, Path file, String which) {
    try (TextTensors tensors = library.open(file, preprocessing, 1 << 20);
        TextBatch batch = tensors.encode(texts, buffers)) {
      long[] mask = batch.tensors().get(1).longs();
      int length = mask.length / texts.size();
      assertTrue(length >= 1 && length <= preprocessing.maximumLength(), which);
      for (int i = 0; i < mask.length; i++) {
        assertTrue(
            i % length == 0 || mask[i] <= mask[i - 1],
            "a filler stands before a token at " + i + " in " + which);
      }
    } catch (RequestException e) {
      assertEquals(RequestException.Kind.BAD_REQUEST, e.kind(), which);
    }
  }

  /** Up to 200 characters of all planes, and halves of pairs. */
  private static String text(RandomGenerator random) {
    int[] bounds = {0x20, 0x80, 0x800, 0x10000, 0x110000};
    int bound = bounds[random.nextInt(bounds.length)];
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(random.nextBoolean() ? 10 : 200); i > 0; i--) {
      text.appendCodePoint(random.nextInt(bound));
    }
    return text.toString();
  }
}
