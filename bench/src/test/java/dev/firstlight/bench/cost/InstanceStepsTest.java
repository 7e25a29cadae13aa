package dev.firstlight.bench.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstanceStepsTest {
  private static final Duration END = Duration.ofMinutes(15);

  @Test
  void autoscaler_takesAwayWhatItAddedLast() {
    List<Duration> lifetimes = InstanceSteps.parse("1@0s,3@7m,2@10m", END).lifetimes();
    assertEquals(
        List.of(Duration.ofMinutes(3), Duration.ofMinutes(8), Duration.ofMinutes(15)), lifetimes);
  }

  @Test
  void singleNumber_isThereAllTheTime() {
    assertEquals(List.of(END, END), InstanceSteps.parse("2", END).lifetimes());
  }

  @Test
  void wrongSteps_areRefused() {
    for (String text :
        List.of("", "x", "1@", "1@5m", "1@0s,2@20m", "1@0s,2@0s", "-1", "1,2", "1@0s@1s")) {
      assertThrows(IllegalArgumentException.class, () -> InstanceSteps.parse(text, END), text);
    }
  }

  @Test
  void machine_isChargedForAMinuteAtLeast() {
    InstanceMetering machine = new InstanceMetering(2, 60, false);
    assertEquals(
        machine.lifetime(Duration.ofSeconds(60).toNanos(), 1),
        machine.lifetime(Duration.ofSeconds(1).toNanos(), 1));
    Usage usage = machine.lifetime(Duration.ofMillis(60_001).toNanos(), 1);
    assertEquals(61, usage.quantity(Meter.INSTANCE).intValueExact());
    assertEquals(122, usage.quantity(Meter.ACCELERATOR).intValueExact());
  }

  @Test
  void times_areReadWithTheirUnit() {
    assertEquals(Duration.ofMillis(1500), Times.parse("1.5s"));
    assertEquals(Duration.ofHours(730), Times.parse("730h"));
    for (String text : List.of("15", "m", "-1s", "1w", "99999999d")) {
      assertThrows(IllegalArgumentException.class, () -> Times.parse(text), text);
    }
  }
}
