package dev.firstlight.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.model.Manifests;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.RequestScope;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {
  @ParameterizedTest
  @CsvSource({
    "application/json, application/json, UTF-8",
    "' Application/JSON ;charset=utf-8', application/json, UTF-8",
    "text/plain; format=flowed; CHARSET=\"windows-1252\", text/plain, windows-1252",
    "text/plain;, text/plain, UTF-8",
    "text/plain;charset, text/plain, UTF-8"
  })
  void parse_anySpelling_isReduced(String header, String essence, String charset) {
    assertEquals(new MediaType(essence, Charset.forName(charset)), MediaType.parse(header));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        ";",
        ";;",
        ";charset=utf-8",
        "json",
        "application/xml",
        "image/gif",
        "application/x-www-form-urlencoded",
        "text/plain;charset=klingon",
        "text/plain;charset=",
        "text/plain;charset=?"
      })
  void decode_typeThatIsNotUnderstood_is415WithTheListOfThoseThatAre(@Nullable String header) {
    RequestScope scope = new RequestScope(new Buffers(0));
    RequestException e =
        assertThrows(
            RequestException.class,
            () ->
                new PayloadDecoder(Manifests.texts(), 1000, 1)
                    .decode(
                        name -> name.equals("Content-Type") ? header : null,
                        ByteBuffer.wrap(new byte[] {65}),
                        scope));

    assertEquals(RequestException.Kind.UNSUPPORTED_MEDIA_TYPE, e.kind());
    assertTrue(
        String.valueOf(e.getMessage()).endsWith("understood are " + MediaType.UNDERSTOOD),
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text/plain;charset="})
  void parse_endlessName_isShortenedInTheAnswer(String start) {
    RequestException e =
        assertThrows(
            RequestException.class,
            () -> {
              String header = start + "x".repeat(50_000);
              RequestScope scope = new RequestScope(new Buffers(0));
              new PayloadDecoder(Manifests.texts(), 1000, 1)
                  .decode(name -> header, ByteBuffer.wrap(new byte[] {65}), scope);
            });

    assertTrue(String.valueOf(e.getMessage()).length() < 500, e.getMessage());
  }
}
