package dev.firstlight.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.json.JsonNode;
import dev.firstlight.model.TextPreprocessing;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTensorsTest {
  private static final long CLS = 1;
  private static final long SEP = 2;
  private static final long PAD = 3;

  @TempDir static Path cache;
  private static TokenizerLibrary library;

  @TempDir Path temp;
  private final Buffers buffers = new Buffers(1 << 20);
  private final List<TextTensors> opened = new ArrayList<>();

  @BeforeAll
  static void loadLibrary() {
    library = TokenizerLibrary.load(cache.resolve("natives"), Optional.empty());
  }

  @AfterEach
  void closeTokenizers() {
    opened.forEach(TextTensors::close);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wordpiece", "bpe"})
  void encode_eachText_isEqualToHuggingFace(String tokenizer) throws IOException {
    JsonNode expected = JsonNode.read(resource("expected.json"));
    List<String> texts = expected.elements("texts").stream().map(JsonNode::asString).toList();
    List<JsonNode> ids = expected.elements(tokenizer);
    TextTensors tensors = open(tokenizer, 512, false, false);

    for (int i = 0; i < texts.size(); i++) {
      long[] wanted = ids.get(i).elements().stream().mapToLong(JsonNode::asLong).toArray();
      try (TextBatch batch = tensors.encode(List.of(texts.get(i)), buffers)) {
        long[] mask = batch.tensors().get(1).longs();
        long[] actual = batch.tensors().get(0).longs();
        assertArrayEquals(
            wanted,
            LongStream.range(0, actual.length)
                .filter(at -> mask[(int) at] == 1)
                .map(at -> actual[(int) at])
                .toArray(),
            "text " + i);
      }
    }
  }

  @Test
  void encode_batch_isPaddedToTheLongest() throws IOException {
    TextTensors tensors = open("wordpiece", 128, false, false);

    try (TextBatch batch = tensors.encode(List.of("first light", "", "light"), buffers)) {
      List<Tensor> parts = batch.tensors();
      long[] ids = parts.get(0).longs();

      assertEquals(
          List.of("input_ids", "attention_mask", "token_type_ids"),
          parts.stream().map(Tensor::name).toList());
      for (Tensor part : parts) {
        assertEquals(Shape.of(3, 4), part.shape());
      }
      assertArrayEquals(
          new long[] {CLS, ids[1], ids[2], SEP, CLS, SEP, PAD, PAD, CLS, ids[2], SEP, PAD}, ids);
      assertArrayEquals(new long[] {1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0}, parts.get(1).longs());
      assertArrayEquals(new long[12], parts.get(2).longs());
    }
  }

  @Test
  void encode_padToMaximum_hasThatLength() throws IOException {
    TextTensors tensors = open("wordpiece", 9, true, true);

    try (TextBatch batch = tensors.encode(List.of("light"), buffers)) {
      assertEquals(Shape.of(1, 9), batch.tensors().get(0).shape());
      assertArrayEquals(new long[] {1, 1, 1, 0, 0, 0, 0, 0, 0}, batch.tensors().get(1).longs());
    }
  }

  @Test
  void encode_longTextThatMayBeCut_keepsSpecialTokens() throws IOException {
    TextTensors tensors = open("wordpiece", 6, true, false);

    try (TextBatch batch = tensors.encode(List.of("light ".repeat(50)), buffers)) {
      long[] ids = batch.tensors().get(0).longs();
      assertArrayEquals(new long[] {CLS, ids[1], ids[1], ids[1], ids[1], SEP}, ids);
    }
  }

  @Test
  void encode_longTextThatMayNotBeCut_isRefusedWithNumbers() throws IOException {
    TextTensors tensors = open("wordpiece", 6, false, false);

    RequestException refusal =
        assertThrows(
            RequestException.class,
            () -> tensors.encode(List.of("light", "light ".repeat(50)), buffers));

    assertEquals(RequestException.Kind.BAD_REQUEST, refusal.kind());
    assertContains(refusal, "text 1", "52 tokens", "at most 6");
  }

  @Test
  void encode_longerThanTheTokenizersOwnLimit_isNotCut() throws IOException {
    TextTensors tensors = open("wordpiece", 100, true, false);

    try (TextBatch batch = tensors.encode(List.of("light ".repeat(20)), buffers)) {
      assertEquals(Shape.of(1, 22), batch.tensors().get(0).shape());
    }
  }

  @Test
  void encode_tokenizerThatPadsLeft_hasFillersInFront() throws IOException {
    String json = new String(resource("wordpiece.json"), UTF_8);
    TextTensors tensors =
        open(
            json.replace(
                "{\"Fixed\":32},\"direction\":\"Right\"", "{\"Fixed\":32},\"direction\":\"Left\""),
            preprocessing(16, false, false));

    try (TextBatch batch = tensors.encode(List.of("light", "first light"), buffers)) {
      assertArrayEquals(new long[] {0, 1, 1, 1, 1, 1, 1, 1}, batch.tensors().get(1).longs());
      assertEquals(PAD, batch.tensors().get(0).longs()[0]);
    }
  }

  @Test
  void encode_textWithoutTokens_isOneFiller() throws IOException {
    TextTensors tensors = open("bpe", 16, false, false);

    try (TextBatch batch = tensors.encode(List.of(""), buffers)) {
      assertArrayEquals(new long[] {0}, batch.tensors().get(0).longs());
      assertArrayEquals(new long[] {0}, batch.tensors().get(1).longs());
    }
  }

  @Test
  void encode_modelWithIdsOnly_getsOneTensor() throws IOException {
    TextTensors tensors =
        open(
            new String(resource("wordpiece.json"), UTF_8),
            new TextPreprocessing(
                "t.json", 16, true, false, "ids", Optional.empty(), Optional.empty()));

    try (TextBatch batch = tensors.encode(List.of("light"), buffers)) {
      assertEquals(List.of("ids"), batch.tensors().stream().map(Tensor::name).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\ud83d", "a\ud83db", "\ude80", "\ude80\ud83d"})
  void encode_halfOfASurrogatePair_isRefused(String text) throws IOException {
    TextTensors tensors = open("wordpiece", 16, true, false);

    RequestException refusal =
        assertThrows(RequestException.class, () -> tensors.encode(List.of("fine", text), buffers));

    assertContains(refusal, "text 1", "surrogate");
  }

  @Test
  void encode_noTexts_isRefused() throws IOException {
    TextTensors tensors = open("wordpiece", 16, true, false);

    assertThrows(RequestException.class, () -> tensors.encode(List.of(), buffers));
  }

  @Test
  void encode_aMegabyte_isCut() throws IOException {
    TextTensors tensors = open("bpe", 16, true, false);

    try (TextBatch batch = tensors.encode(List.of("light ".repeat(170_000)), buffers)) {
      assertEquals(Shape.of(1, 16), batch.tensors().get(0).shape());
    }
  }

  @Test
  void encode_batchClosed_givesItsBuffersBack() throws IOException {
    TextTensors tensors = open("wordpiece", 16, true, false);

    TextBatch batch = tensors.encode(List.of("light"), buffers);
    assertEquals(0, buffers.idleBytes());
    batch.close();
    long idle = buffers.idleBytes();
    batch.close();

    assertTrue(idle >= 3 << 12, idle + " bytes");
    assertEquals(idle, buffers.idleBytes());
  }

  @Test
  void encode_manyThreads_getEqualTensors() throws Exception {
    TextTensors tensors = open("wordpiece", 64, true, false);
    Callable<long[]> encode =
        () -> {
          try (TextBatch batch = tensors.encode(List.of("where the time went", ""), buffers)) {
            return batch.tensors().get(0).longs();
          }
        };
    long[] expected = encode.call();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (Future<long[]> actual : threads.invokeAll(Collections.nCopies(200, encode))) {
        assertArrayEquals(expected, actual.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void close_twice_isHarmlessAndEndsEncoding() throws IOException {
    TextTensors tensors = open("wordpiece", 64, true, false);

    tensors.close();
    tensors.close();

    assertThrows(IllegalStateException.class, () -> tensors.encode(List.of("light"), buffers));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[]", "{}", "{\"version\":\"1.0\",\"model\":{}}"})
  void open_fileThatIsNoTokenizer_isRefused(String json) {
    StartException refusal =
        assertThrows(StartException.class, () -> open(json, preprocessing(16, true, false)));

    assertEquals(StartException.Kind.PACKAGE, refusal.kind());
    assertContains(refusal, "tokenizer.json", temp.toString());
  }

  @Test
  void open_absentFile_isRefused() {
    StartException refusal =
        assertThrows(
            StartException.class,
            () ->
                library.open(temp.resolve("absent.json"), preprocessing(16, true, false), 1 << 20));

    assertEquals(StartException.Kind.PACKAGE, refusal.kind());
    assertContains(refusal, "absent.json");
  }

  @Test
  void open_maximumWithoutRoomForText_isRefused() {
    StartException refusal =
        assertThrows(StartException.class, () -> open("wordpiece", 2, true, false));

    assertContains(refusal, "2 special tokens", "not 2");
  }

  @Test
  void load_directoryWithoutTheLibrary_isRefused() {
    StartException refusal =
        assertThrows(StartException.class, () -> TokenizerLibrary.load(temp, Optional.of(temp)));

    assertEquals(StartException.Kind.RUNTIME, refusal.kind());
    assertContains(refusal, "tokenizers", temp.toString());
  }

  @Test
  void load_directoryWithTheLibrary_usesIt() throws IOException {
    Path unpacked;
    try (var directories = Files.newDirectoryStream(cache.resolve("natives"), "tokenizers-*")) {
      unpacked = directories.iterator().next();
    }

    TokenizerLibrary.load(temp.resolve("unused"), Optional.of(unpacked));

    assertTrue(Files.notExists(temp.resolve("unused")));
  }

  private TextTensors open(String tokenizer, int maximum, boolean truncate, boolean pad)
      throws IOException {
    return open(
        new String(resource(tokenizer + ".json"), UTF_8), preprocessing(maximum, truncate, pad));
  }

  private TextTensors open(String json, TextPreprocessing preprocessing) throws IOException {
    Path file = Files.writeString(temp.resolve("tokenizer.json"), json);
    TextTensors tensors = library.open(file, preprocessing, 1 << 20);
    opened.add(tensors);
    return tensors;
  }

  private static TextPreprocessing preprocessing(int maximum, boolean truncate, boolean pad) {
    return new TextPreprocessing(
        "tokenizer.json",
        maximum,
        truncate,
        pad,
        "input_ids",
        Optional.of("attention_mask"),
        Optional.of("token_type_ids"));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = TextTensorsTest.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no test resource " + name);
      }
      return in.readAllBytes();
    }
  }

  private static void assertContains(Exception error, String... parts) {
    for (String part : parts) {
      assertTrue(
          String.valueOf(error.getMessage()).contains(part),
          "\"" + part + "\" is not in: " + error.getMessage());
    }
  }
}
