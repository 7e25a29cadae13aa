package dev.firstlight.conformance.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.json.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LambdaEventsTest {
  private static final Call IMAGE =
      Call.post("/predict?k=v", "image/jpeg", new byte[] {(byte) 0xFF, (byte) 0xD8})
          .with("X-Two", "a")
          .with("X-Two", "b");

  @Test
  void functionUrl_joinsHeadersInLowerCase() {
    JsonNode event = JsonNode.read(LambdaEvents.functionUrl().event(IMAGE));
    assertEquals("a,b", event.get("headers").get("x-two").asString());
    assertEquals("/predict", event.get("rawPath").asString());
    assertEquals("k=v", event.get("rawQueryString").asString());
    assertEquals("/9g=", event.get("body").asString());
    assertTrue(event.get("isBase64Encoded").asBoolean());
  }

  @Test
  void restApi_hasHeadersOnceWithTheLastValueAndOnceWithAll() {
    JsonNode event = JsonNode.read(LambdaEvents.restApi().event(IMAGE));
    assertEquals("b", event.get("headers").get("X-Two").asString());
    assertEquals(2, event.get("multiValueHeaders").elements("X-Two").size());
  }

  @Test
  void loadBalancer_hasOneFormOfHeadersOrTheOther() {
    assertTrue(
        JsonNode.read(LambdaEvents.loadBalancer().event(IMAGE))
            .find("multiValueHeaders")
            .isEmpty());
    assertTrue(
        JsonNode.read(LambdaEvents.loadBalancerWithMultiValueHeaders().event(IMAGE))
            .find("headers")
            .isEmpty());
  }

  @Test
  void text_goesAsItIs() {
    JsonNode event = JsonNode.read(LambdaEvents.functionUrl().event(Call.json("{\"a\":\"é\"}")));
    assertEquals("{\"a\":\"é\"}", event.get("body").asString());
    assertFalse(event.get("isBase64Encoded").asBoolean());
  }

  @Test
  void answer_isReadFromBase64() {
    Answer answer =
        LambdaEvents.functionUrl()
            .answer(
                utf8(
                    "{\"statusCode\":200,\"headers\":{\"A\":\"b\"},\"isBase64Encoded\":true,"
                        + "\"body\":\"/9g=\"}"));
    assertEquals(IMAGE.body(), answer.body());
    assertEquals(Optional.of("b"), answer.header("a"));
  }

  @Test
  void returnedThatIsNoAnswer_isRefused() {
    for (String returned : new String[] {"", "17", "{\"statusCode\":\"x\"}", "{\"body\":\"\"}"}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> LambdaEvents.restApi().answer(utf8(returned)),
          returned);
    }
  }

  @Test
  void directError_hasItsStatusApart() {
    Answer answer =
        LambdaEvents.direct().answer(utf8("{\"error\":\"a \\\"b\\\"}\",\"status\":400}"));
    assertEquals(400, answer.status());
    assertEquals("{\"error\":\"a \\\"b\\\"}\"}", answer.text());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
