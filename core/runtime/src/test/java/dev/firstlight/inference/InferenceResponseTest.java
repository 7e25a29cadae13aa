package dev.firstlight.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceResponseTest {
  private final List<String> released = new ArrayList<>();

  private InferenceResponse of(String type, ByteBuffer... body) {
    return new InferenceResponse(
        200,
        List.of(new Header("Content-Type", type)),
        List.of(body),
        () -> released.add("released"));
  }

  @Test
  void body_severalPartsOnAndOffTheHeap_areOne() {
    ByteBuffer direct = ByteBuffer.allocateDirect(4).put(new byte[] {0, 66, 67, 0});
    InferenceResponse response =
        of("text/plain", ByteBuffer.wrap(new byte[] {65}), direct.position(1).limit(3));

    assertEquals("ABC", response.text());
    assertEquals("ABC", response.text(), "reading it moved it");
    assertEquals(3, response.contentLength());
    response.body().forEach(part -> part.position(part.limit()));
    assertEquals("ABC", new String(response.bytes(), StandardCharsets.UTF_8));
  }

  @Test
  void header_isFoundWhateverItsCase() {
    InferenceResponse response = of("image/png");

    assertEquals(Optional.of("image/png"), response.header("content-TYPE"));
    assertEquals(Optional.empty(), response.header("Retry-After"));
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, true",
    "text/plain; charset=utf-8, true",
    "application/octet-stream, false",
    "image/png, false"
  })
  void isText_isOfTypesThatArePlain(String type, boolean text) {
    assertEquals(text, of(type).isText());
  }

  @Test
  void isText_withoutType_isFalse() {
    assertFalse(new InferenceResponse(200, List.of(), List.of(), () -> {}).isText());
  }

  @Test
  void close_twice_releasesOnce() {
    InferenceResponse response = of("text/plain");
    assertTrue(released.isEmpty());
    response.close();
    response.close();

    assertEquals(List.of("released"), released);
  }
}
