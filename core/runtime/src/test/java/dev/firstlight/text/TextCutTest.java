package dev.firstlight.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.model.TextPreprocessing;
import dev.firstlight.tensor.Buffers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tokenized of a long text, and that it makes no difference. */
class TextCutTest {
  private static final int MOST_BYTES = 100_000;

  /** Words and separators of every kind that a boundary could get wrong. */
  private static final List<String> PIECES =
      List.of(
          "light", "where", "the", "42", "é", "e\u0301", "光", "ё", "Σ", "ΣΑΣ", "don't", "'s", "ß",
          "\u0301", "\u200d", "\u0d4e", "\u0600", "🚀", "[SEP]", "<pad>", "▁", "``", "ﬁ", "ﷺ",
          "...", "-", "_", "\u00a0", "\u3000");

  private static final List<String> GAPS = List.of(" ", " ", " ", "", "  ", "\n", "\t ", " \u0308");

  @TempDir static Path temp;
  private static TokenizerLibrary library;
  private final Buffers buffers = new Buffers(1 << 20);

  @BeforeAll
  static void loadLibrary() {
    library = TokenizerLibrary.load(temp.resolve("natives"), Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"wordpiece", "bpe", "unigram"})
  void encode_longText_hasTheFirstTokensOfTheWhole(String tokenizer) throws IOException {
    Path file = write(tokenizer);
    assertTrue(TextCut.isSafeFor(file));
    try (TextTensors whole = open(file, 1 << 20, false);
        TextTensors cut = open(file, 40, true)) {
      for (long seed = 0; seed < 20; seed++) {
        String text = text(new SplittableRandom(seed));
        long[] all = ids(whole, text);
        long[] first = ids(cut, text);
        boolean special = tokenizer.equals("wordpiece"); // which ends every text with [SEP]
        int count = special ? first.length - 1 : first.length;

        assertEquals(40, first.length, "seed " + seed);
        assertArrayEquals(
            Arrays.copyOf(all, count), Arrays.copyOf(first, count), "seed " + seed + ": " + text);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wordpiece", "bpe", "unigram"})
  void prefix_atEveryPlace_isTokenizedAsInTheWhole(String tokenizer) throws IOException {
    try (TextTensors whole = open(write(tokenizer), 1 << 20, false)) {
      for (long seed = 100; seed < 103; seed++) {
        String text = text(new SplittableRandom(seed)).substring(0, 400);
        long[] all = ids(whole, text);
        int special = tokenizer.equals("wordpiece") ? 1 : 0;
        for (int at = TextCut.place(text, 400); at > 0; at = TextCut.place(text, at - 1)) {
          long[] prefix = ids(whole, text.substring(0, at));
          int count = prefix.length - special;

          assertArrayEquals(
              Arrays.copyOf(all, count),
              Arrays.copyOf(prefix, count),
              "seed " + seed + " at " + at + ": " + text);
        }
      }
    }
  }

  @Test
  void encode_thirtyMegabytes_areNotAllTokenized() throws IOException {
    try (TextTensors tensors = open(write("wordpiece"), 16, true)) {
      assertEquals(16, ids(tensors, "light ".repeat(5_000_000)).length);
    }
  }

  @Test
  void encode_longTextThatMayNotBeCut_isRefusedFromItsBeginning() throws IOException {
    try (TextTensors tensors = open(write("wordpiece"), 16, false)) {
      RequestException e =
          assertThrows(RequestException.class, () -> ids(tensors, "light ".repeat(5_000_000)));

      assertTrue(e.getMessage().startsWith("text 0 has at least "), e.getMessage());
      assertTrue(e.getMessage().endsWith("at most 16 are allowed: shorten it"), e.getMessage());
    }
  }

  /** No place to cut it, or a tokenizer of which nothing is known: a limit is all there is. */
  @ParameterizedTest
  @CsvSource({"wordpiece, x", "split, 'light '"})
  void encode_longTextThatCannotBeCut_isRefusedOverTheLimit(String tokenizer, String word)
      throws IOException {
    try (TextTensors tensors = open(write(tokenizer), 16, true)) {
      String most = word.repeat(MOST_BYTES).substring(0, MOST_BYTES);
      assertTrue(ids(tensors, most).length <= 16);
      RequestException e = assertThrows(RequestException.class, () -> ids(tensors, most + "é"));

      assertEquals(
          "text 0 has 100002 bytes that must all be tokenized; at most 100000 are allowed: shorten it, or raise FIRSTLIGHT_MAX_TEXT",
          e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~\"pre_tokenizer\":{\"type\":\"WhitespaceSplit\"}~ | true",
        "~\"pre_tokenizer\":{\"type\":\"Metaspace\",\"replacement\":\"_\"}~ | true",
        "~\"pre_tokenizer\":{\"type\":\"Metaspace\",\"split\":false}~ | false",
        "~\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"use_regex\":false}~ | false",
        "~\"pre_tokenizer\":{\"type\":\"Digits\"}~ | false",
        "~\"pre_tokenizer\":null~ | false",
        "~\"model\":{}~ | false",
        "~\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Digits\"},{\"type\":\"WhitespaceSplit\"},{\"type\":\"Metaspace\",\"split\":false}]}~ | true",
        "~\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Metaspace\",\"split\":false},{\"type\":\"WhitespaceSplit\"}]}~ | false",
        "~\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Split\",\"pattern\":{\"Regex\":\".\"}},{\"type\":\"ByteLevel\"}]}~ | false",
        "~\"normalizer\":{\"type\":\"NFC\"},\"pre_tokenizer\":{\"type\":\"Whitespace\"}~ | true",
        "~\"normalizer\":{\"type\":\"New\"},\"pre_tokenizer\":{\"type\":\"Whitespace\"}~ | false",
        "~\"normalizer\":{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"_\"},\"pre_tokenizer\":{\"type\":\"Whitespace\"}~ | false",
        "~\"normalizer\":{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"a b\"},\"content\":\"_\"},\"pre_tokenizer\":{\"type\":\"Whitespace\"}~ | false",
        "~\"truncation\":{\"direction\":\"Left\"},\"pre_tokenizer\":{\"type\":\"Whitespace\"}~ | false",
        "~\"added_tokens\":[{\"content\":\"a b\"}],\"pre_tokenizer\":{\"type\":\"Whitespace\"}~ | false"
      })
  void isSafeFor_parts_areAllKnownOrItIsNot(String parts, boolean safe) throws IOException {
    Path file = Files.writeString(Files.createTempFile(temp, "t", ".json"), "{" + parts + "}");

    assertEquals(safe, TextCut.isSafeFor(file));
  }

  private TextTensors open(Path file, int maximum, boolean truncate) {
    return library.open(
        file,
        new TextPreprocessing(
            "t.json", maximum, truncate, false, "ids", Optional.empty(), Optional.empty()),
        MOST_BYTES);
  }

  private long[] ids(TextTensors tensors, String text) {
    try (TextBatch batch = tensors.encode(List.of(text), buffers)) {
      return batch.tensors().get(0).longs();
    }
  }

  /** 20,000 characters and more, long enough to be cut. */
  private static String text(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    while (text.length() < 20_000) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
      text.append(GAPS.get(random.nextInt(GAPS.size())));
    }
    return text.toString();
  }

  private static Path write(String name) throws IOException {
    Path file = temp.resolve(name + ".json");
    if (name.equals("split")) {
      return Files.writeString(
          file, resource("bpe").replaceAll("\"use_regex\":\\s*true", "\"use_regex\": false"));
    }
    return Files.writeString(file, name.equals("unigram") ? UNIGRAM : resource(name));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = TextCutTest.class.getResourceAsStream(name + ".json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** As sentencepiece models are converted: ALBERT, XLM-R, T5. */
  private static final String UNIGRAM =
      """
      {"version":"1.0","truncation":null,"padding":null,
       "added_tokens":[{"id":1,"content":"<pad>","single_word":false,"lstrip":true,"rstrip":true,
         "normalized":false,"special":true}],
       "normalizer":{"type":"Sequence","normalizers":[
         {"type":"Replace","pattern":{"String":"``"},"content":"\\""},
         {"type":"NFKD"},{"type":"StripAccents"},{"type":"Lowercase"},
         {"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}]},
       "pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},
       "post_processor":null,"decoder":null,
       "model":{"type":"Unigram","unk_id":0,"byte_fallback":false,"vocab":[
         ["<unk>",0.0],["<pad>",0.0],["▁",-2.0],["▁light",-3.0],["▁the",-3.0],["where",-4.0],
         ["l",-5.0],["i",-5.0],["g",-5.0],["h",-5.0],["t",-5.0],["e",-5.0],["w",-5.0],["r",-5.0],
         ["s",-5.0],["4",-5.0],["2",-5.0],["\\"",-5.0],[".",-5.0],["th",-4.0],["▁▁",-4.0]]}}
      """;
}
