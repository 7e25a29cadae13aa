package dev.firstlight.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ServerTimingTest {
  @Test
  void metric_amongOthers_isFound() {
    assertEquals(
        OptionalDouble.of(12.345),
        ServerTiming.millis(
            "queue;dur=0.1, predict;desc=\"x\";dur=12.345, encode;dur=1", "predict"));
  }

  @Test
  void metric_thatOnlyBeginsAlike_isNot() {
    assertEquals(OptionalDouble.empty(), ServerTiming.millis("predict2;dur=1", "predict"));
  }

  @Test
  void metric_withoutDurationOrWithABadOne_isEmpty() {
    assertEquals(OptionalDouble.empty(), ServerTiming.millis("predict", "predict"));
    assertEquals(OptionalDouble.empty(), ServerTiming.millis("predict;dur=soon", "predict"));
    assertEquals(OptionalDouble.empty(), ServerTiming.millis("", "predict"));
  }
}
