package dev.firstlight.gcf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.model.Samples;
import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.fault.StartException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstlightFunctionTest {
  @TempDir Path folder;

  @Test
  void bodyShorterThanAnnounced_isAnsweredWith400() throws Exception {
    try (LocalHttpFunction function = start()) {
      Answer answer =
          function.sendAnnounced(Call.post("/predict", "image/jpeg", Samples.rocket()), 999_999);
      assertEquals(400, answer.status());
      assertTrue(answer.text().contains("999999"), answer::text);
    }
  }

  @Test
  void bodyAnnouncedOverTheLimit_isRefusedUnread() throws Exception {
    try (LocalHttpFunction function = start()) {
      Answer answer =
          function.sendAnnounced(Call.post("/predict", "image/jpeg", new byte[10]), Long.MAX_VALUE);
      assertEquals(413, answer.status());
    }
  }

  @Test
  void response_hasItsLength() throws Exception {
    try (LocalHttpFunction function = start()) {
      Answer answer = function.send(Call.get("/v2"));
      assertEquals(
          Integer.toString(answer.bytes().length), answer.header("Content-Length").orElse(""));
    }
  }

  @Test
  void settingsThatAreWrong_areAllInTheConstructorsException() {
    StartException e =
        assertThrows(
            StartException.class,
            () ->
                new FirstlightFunction(
                    Map.of("FIRSTLIGHT_POLICY", "sometimes"), line -> {}, value -> {}));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("FIRSTLIGHT_POLICY must be one of eager, lazy"), message);
    assertTrue(message.contains("FIRSTLIGHT_MODEL is not set"), message);
  }

  /** Started, and ready: nothing writes to the folder any more. */
  private LocalHttpFunction start() throws Exception {
    LocalHttpFunction function =
        new LocalHttpFunction(
            Map.of(
                "FIRSTLIGHT_MODEL", TinyModels.classifier(folder.resolve("model")).toString(),
                "FIRSTLIGHT_CACHE_DIRECTORY", folder.resolve("cache").toString()),
            true);
    assertEquals(
        200, function.send(Call.post("/predict", "image/jpeg", Samples.rocket())).status());
    return function;
  }
}
