package dev.firstlight.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InstanceIdTest {
  @Test
  void restored_isARandomUuid() {
    Set<String> drawn = new HashSet<>();
    Instant now = Instant.parse("2026-11-24T10:00:00.123456789Z");
    for (int i = 0; i < 100; i++) {
      UUID id = UUID.fromString(InstanceId.restored(now));
      assertEquals(4, id.version());
      assertEquals(2, id.variant());
      drawn.add(id.toString());
    }
    assertEquals(100, drawn.size());
  }

  @Test
  void copiesThatDrawTheSame_differByTheirTime() {
    UUID drawn = UUID.fromString("0b9f2f6e-8f52-4f5e-9d2b-0c6a64a2f3f1");
    Instant now = Instant.parse("2026-11-24T10:00:00.123456789Z");
    assertEquals(InstanceId.restored(drawn, now), InstanceId.restored(drawn, now));
    for (long nanos : new long[] {1, 16, 1_000, 1_000_000_000, 86_400_000_000_000L}) {
      assertNotEquals(
          InstanceId.restored(drawn, now), InstanceId.restored(drawn, now.plusNanos(nanos)));
    }
  }
}
