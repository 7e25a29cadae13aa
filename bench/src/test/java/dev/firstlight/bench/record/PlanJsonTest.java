package dev.firstlight.bench.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Runs;
import dev.firstlight.bench.Thrown;
import dev.firstlight.json.JsonException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlanJsonTest {
  @Test
  void plan_writtenAndRead_isTheSame() {
    assertEquals(Runs.PLAN, PlanJson.read(bytes(PlanJson.write(Runs.PLAN))));
  }

  @Test
  void read_ofNoColdStarts_namesTheField() {
    String document = PlanJson.write(Runs.PLAN).replaceFirst("\"cold\" : 3", "\"cold\" : 0");
    String message = Thrown.message(JsonException.class, () -> PlanJson.read(bytes(document)));
    assertTrue(message.startsWith("cold must be between 1"), message);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
