package dev.firstlight.coldstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.coldstart.ColdStartRecord.Failure;
import dev.firstlight.coldstart.ColdStartRecord.Memory;
import dev.firstlight.coldstart.ColdStartRecord.PassedOver;
import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import dev.firstlight.runtime.Device;
import dev.firstlight.runtime.Placement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ColdStartJsonTest {
  private static ColdStartRecord record(Optional<Failure> failure) {
    return record(failure, Optional.of(Placement.CPU));
  }

  private static ColdStartRecord record(Optional<Failure> failure, Optional<Placement> placement) {
    return new ColdStartRecord(
        "0b9f2f6e-8f52-4f5e-9d2b-0c6a64a2f3f1",
        "lambda",
        "eager",
        "mobilenet",
        "1",
        "random weights, seed 1 — žluťoučký",
        "onnx",
        "1.28.0",
        "onnx",
        List.of(new PassedOver("onnx-avx512", "requires avx512, which this processor lacks")),
        "Debian 17",
        0.5,
        1,
        placement,
        failure.isPresent(),
        List.of(
            new StageSpan(Stage.DOWNLOAD, 100.5, 120.25, 17_000_000),
            new StageSpan(Stage.BOOT, 0, 99.125, 0)),
        321.5,
        new Memory(1, 2, 3),
        failure,
        Optional.empty());
  }

  @Test
  void record_roundTrips() {
    ColdStartRecord whole = record(Optional.of(new Failure("load", "a \"damaged\"\ngraph")));
    assertEquals(whole, ColdStartJson.read(ColdStartJson.write(whole)));
    ColdStartRecord plain = record(Optional.empty());
    assertEquals(plain, ColdStartJson.read(ColdStartJson.write(plain)));
  }

  @Test
  void device_roundTrips_alsoWhyItIsNoGpu_andWhereNoModelWasLoaded() {
    for (Optional<Placement> placement :
        List.of(
            Optional.of(Placement.on(Device.cuda(1))),
            Optional.of(Placement.onCpuBecause("no driver")),
            Optional.<Placement>empty())) {
      ColdStartRecord record = record(Optional.empty(), placement);
      assertEquals(placement, ColdStartJson.read(ColdStartJson.write(record)).placement());
    }
  }

  @Test
  void deviceThatIsNone_isRefusedByItsPath() {
    String json = ColdStartJson.write(record(Optional.empty()));
    String other = json.replace("\"device\":\"cpu\"", "\"device\":\"auto\"");
    JsonException e = assertThrows(JsonException.class, () -> ColdStartJson.read(other));
    assertTrue(String.valueOf(e.getMessage()).contains("device"), e.getMessage());
  }

  @Test
  void restoredRecord_roundTrips() {
    ColdStartRecord restored =
        record(Optional.empty())
            .restored(
                "1c9f2f6e-8f52-4f5e-9d2b-0c6a64a2f3f1",
                new ColdStartRecord.Restore(
                    "snap-start", record(Optional.empty()).instance(), 400.5, 3_600_000));
    assertEquals(restored, ColdStartJson.read(ColdStartJson.write(restored)));
    assertEquals(restored, restored.withStages(restored.stages()));
  }

  @Test
  void json_isOneLineOfAscii() {
    String json = ColdStartJson.write(record(Optional.of(new Failure("load", "a\nb"))));
    assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(json), json);
    assertEquals(1, json.lines().count());
  }

  @Test
  void json_tellsTheCriticalPath() {
    JsonNode json =
        JsonNode.read(
            ColdStartJson.write(record(Optional.empty())).getBytes(StandardCharsets.UTF_8));
    List<JsonNode> path = json.elements("criticalPath");
    assertEquals(2, path.size());
    assertEquals("boot", path.get(0).get("stage").asString());
    assertEquals(19.75, path.get(1).get("millis").asDouble());
  }

  @Test
  void stages_areInTheOrderInWhichTheyBegan() {
    assertEquals(Stage.BOOT, record(Optional.empty()).stages().get(0).stage());
  }

  @Test
  void otherSchema_isRefused() {
    String other =
        ColdStartJson.write(record(Optional.empty())).replace("coldstart/1", "coldstart/9");
    assertThrows(JsonException.class, () -> ColdStartJson.read(other));
  }

  @Test
  void unknownMembers_arePassedOver() {
    String newer =
        ColdStartJson.write(record(Optional.empty())).replaceFirst("\\{", "{\"novelty\":[1],");
    assertEquals(record(Optional.empty()), ColdStartJson.read(newer));
  }
}
